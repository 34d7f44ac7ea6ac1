/** VS Code's own chat view as a user sees and works it. */
import type { Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** Microsoft's chat extension, by its folder among the built-in ones: VS Code's agent and inline chat are in it. */
export const CHAT_EXTENSION = "copilot";

export class VsCodeChat {
  readonly #workbench: Workbench;
  readonly #part: Locator;

  private constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#part = workbench.page.locator(".part.auxiliarybar");
  }

  /** The view that is there already, or about to come, with the cursor in its field. */
  static async shown(workbench: Workbench): Promise<VsCodeChat> {
    const chat = new VsCodeChat(workbench);
    await chat.#focusedField.waitFor();
    return chat;
  }

  /** What the view calls its conversation. */
  get title(): Locator {
    return this.#part.locator(".chat-view-title-container");
  }

  get lastAnswer(): Locator {
    return this.#part.locator(".interactive-response.chat-most-recent-response");
  }

  /** What asks the user whether a tool may do something. */
  get confirmation(): Locator {
    // VS Code has it twice: in the answer, too, where it is hidden.
    return this.#part.locator(".chat-tool-confirmation-carousel .chat-confirmation-widget2");
  }

  /** The files that the agent has changed, and what to do with them. */
  get changes(): Locator {
    return this.#part.locator(".chat-editing-session-container");
  }

  question(text: string): Locator {
    return this.#part.locator(".interactive-request", { hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.#part.getByRole("button", { name });
  }

  async newChat(): Promise<void> {
    await this.button("New Chat").first().click();
    await this.#part.locator(".interactive-request").first().waitFor({ state: "detached" });
    await this.#focusedField.waitFor();
    // Who was asked last stays in the field.
    await this.#workbench.page.keyboard.press("Control+a");
    await this.#workbench.page.keyboard.press("Delete");
  }

  /**
   * Types a question that isn't there yet, and sends it.
   *
   * @param before what is typed before it, and shown in another way: who is asked
   */
  async ask(question: string, before = ""): Promise<void> {
    await this.#part.locator(".chat-editor-container .monaco-editor").click();
    await this.#focusedField.waitFor();
    await this.#workbench.type(before + question);
    await this.#workbench.page.keyboard.press("Enter");
    await this.question(question).waitFor();
  }

  /** Asks, and waits until the answer is over, whole or not. */
  async askAndWait(question: string, before = ""): Promise<void> {
    await this.ask(question, before);
    await this.isAnswered();
  }

  async isAnswered(): Promise<void> {
    await this.button(/^Cancel/).waitFor({ state: "detached" });
    await this.lastAnswer.and(this.#part.locator(":not(.chat-response-loading)")).waitFor();
  }

  get #focusedField(): Locator {
    return this.#part.locator(".chat-editor-container .monaco-editor.focused");
  }
}
