/** The chat view as a user sees and works it: a page of its own within the editor's. */
import type { FrameLocator, Locator } from "playwright-core";
import { until } from "../workbench/until.ts";
import type { Workbench } from "./workbench.ts";

/** A notebook is a webview, too. A view's has its purpose in the address as well, but only where it is shown first. */
const VIEW = 'iframe.webview.ready:not([src*="purpose=notebook"])';

export class ChatFrame {
  readonly #workbench: Workbench;
  readonly #frame: FrameLocator;

  private constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#frame = workbench.page.frameLocator(VIEW).frameLocator("#active-frame");
  }

  /** Opens the view by its command, with the cursor in its field. */
  static async open(workbench: Workbench): Promise<ChatFrame> {
    await workbench.command("Ossicle: Open Chat");
    return ChatFrame.shown(workbench);
  }

  /** The view that is there already, or about to come. */
  static async shown(workbench: Workbench): Promise<ChatFrame> {
    const chat = new ChatFrame(workbench);
    await chat.field.waitFor();
    return chat;
  }

  get field(): Locator {
    return this.#frame.getByRole("textbox", { name: "Question" });
  }

  /** The field while the keys go there. */
  get focusedField(): Locator {
    return this.field.and(this.#frame.locator(":focus"));
  }

  get questions(): Locator {
    return this.#frame.getByRole("article", { name: "Question" });
  }

  get answers(): Locator {
    return this.#frame.getByRole("article", { name: "Answer" });
  }

  get lastAnswer(): Locator {
    return this.answers.last();
  }

  /** Lets the model do so much. */
  async chooseMode(name: "Ask" | "Agent"): Promise<void> {
    // Their labels are for the pointer.
    await this.#frame.getByRole("radio", { name }).press("Space");
    await this.#frame.getByRole("radio", { name, checked: true }).waitFor();
  }

  /** A question of the agent's that waits for the user. */
  asks(text: string): Locator {
    return this.#frame.getByRole("group", { name: text });
  }

  /** What the agent has changed and the user hasn't decided about. */
  get changes(): Locator {
    return this.#frame.getByRole("region", { name: "Changes" });
  }

  /** What is attached to the next question. */
  get attached(): Locator {
    return this.#frame.getByRole("region", { name: "Your question" }).getByRole("list", { name: "Attached" });
  }

  /** Removes what the user has attached to the next question. */
  async detachAll(): Promise<void> {
    const chips = this.attached.locator(".chip:not(.chip-faint)");
    for (let left = await chips.count(); left > 0; left--) {
      await chips
        .last()
        .getByRole("button", { name: /^Remove / })
        .click();
      await chips.nth(left - 1).waitFor({ state: "detached" });
    }
  }

  button(name: string | RegExp): Locator {
    return this.#frame.getByRole("button", { name });
  }

  /** The entry of the picker that Enter takes. */
  chosen(name: string): Locator {
    return this.#frame.getByRole("option", { name, exact: true, selected: true });
  }

  /** The entry of the picker that begins with this. */
  option(label: string): Locator {
    return this.#frame.getByRole("option").filter({ hasText: label });
  }

  /** A notice or anything else that says this. */
  text(text: string): Locator {
    return this.#frame.getByText(text);
  }

  menuItem(name: string): Locator {
    return this.#frame.getByRole("menuitem", { name });
  }

  /** The list of chats, when it is open. */
  get history(): Locator {
    return this.#frame.getByRole("region", { name: "Chats" });
  }

  get title(): Locator {
    return this.#frame.getByRole("heading", { level: 1 });
  }

  get nameField(): Locator {
    return this.#frame.getByRole("textbox", { name: "Chat name" });
  }

  /** Types a question and sends it. */
  async ask(question: string): Promise<void> {
    await this.field.focus();
    await this.#workbench.type(question);
    await this.#workbench.page.keyboard.press("Enter");
  }

  /** Asks, and waits until the answer is over, whole or not. */
  async askAndWait(question: string): Promise<void> {
    const before = await this.questions.count();
    await this.ask(question);
    await until("the question is asked", async () => (await this.questions.count()) > before || undefined);
    await this.isAnswered();
  }

  async isAnswered(): Promise<void> {
    await this.button("Send (Enter)").waitFor();
  }

  /** What the last answer shows, the code in it included, without the line break that Markdown puts behind a block. */
  async answer(): Promise<string> {
    const shown = (await this.lastAnswer.count()) === 0 ? null : await this.lastAnswer.textContent();
    return shown?.trimEnd() ?? "";
  }

  /** Waits until the last answer shows something else than this. */
  grown(shown: string): Promise<string> {
    return until("the answer goes on", async () => {
      const now = await this.answer();
      return now === shown ? undefined : now;
    });
  }
}
