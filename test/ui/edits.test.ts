import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { distinctWords } from "../workbench/endless-answer.ts";
import { ChatFrame } from "./chat-frame.ts";
import { EngineBrake } from "./processes.ts";
import { sharedWindow } from "./shared-window.ts";
import type { Workbench } from "./workbench.ts";

const HEAD = "export function total(left: number, right: number): number {\n";
const BODY = "  let sum = 0;\n  sum += left;\n  sum += right;\n  return sum;\n}\n";
/** So long that it is seen growing: on a busy machine many words come before the model is held again. */
const COMMENT = `  // Beware${distinctWords(300, ["return", "right"])}.\n`;
const EDITED = `${COMMENT}    return [left, right]\n        .reduce(plus);\n}\n`;
const TEXT = `${HEAD}${BODY}`;
const EXPLANATION = "Adds up both numbers";

const THEMES = { dark: "Default Dark Modern", light: "Default Light Modern" } as const;

describe("ui: edits in place", function () {
  this.timeout(240_000);
  let workbench: Workbench;
  let brake: EngineBrake;

  before(async () => {
    const final = [{ special: "<|channel|>" }, { text: "final" }, { special: "<|message|>" }];
    const model = await scriptedFixture({
      sequences: [
        [{ text: "\n" }, { text: `${EDITED}\`\`\`` }, { special: "<|return|>" }],
        [{ text: "assistant" }, ...final, { text: EXPLANATION }, { special: "<|return|>" }],
      ],
    });
    workbench = await sharedWindow({ "ossicle.model.path": model });
    brake = new EngineBrake(workbench.place);
  });
  afterEach(async function () {
    // A held one would not end.
    brake.goOn();
    if (!this.currentTest?.isFailed()) return;
    await workbench.keepPicture(`failed ${this.currentTest.title}`);
    await closeMenus();
  });

  async function closeMenus(): Promise<void> {
    // By a click beside them. A key may meet a menu that opens once more, since the pointer still rests on its entry.
    const beside = workbench.page.locator(".context-view-block");
    if (!(await beside.isVisible())) return;
    await beside.click({ position: { x: 1, y: 1 } });
    await beside.waitFor({ state: "detached" });
  }

  /** Opens a file and selects the function's body. */
  async function openSelected(name: string): Promise<void> {
    await workbench.openFile(name, TEXT, 1);
    await selectBody();
  }

  async function selectBody(): Promise<void> {
    await line("sum += left").click();
    for (const key of ["Control+Home", "ArrowDown", "Shift+Control+End"])
      await workbench.page.keyboard.press(key);
  }

  const line = (text: string) => workbench.page.locator(".view-line", { hasText: text });

  /** Opens the submenu of the right-click menu. */
  async function openMenu(): Promise<void> {
    await line("sum += left").click({ button: "right" });
    await workbench.menuItem("Ossicle").waitFor();
    await workbench.pointAt(workbench.menuItem("Ossicle"));
    await workbench.page.keyboard.press("ArrowRight");
    await workbench.menuItem("Explain").waitFor();
  }

  async function editWithInstruction(): Promise<void> {
    const field = workbench.page.getByPlaceholder("For example: handle an empty list");
    await openMenu();
    await workbench.chooseInMenu("Edit with Instruction…");
    await field.and(workbench.page.locator(":focus")).waitFor();
    await workbench.page.keyboard.type("Use a sum function.");
    await workbench.page.keyboard.press("Enter");
    await field.waitFor({ state: "hidden" });
  }

  const lens = (title: string): Locator =>
    workbench.page.locator(".codelens-decoration").getByText(title, { exact: true });

  /** Clicks a lens after which there are none. */
  async function take(title: string): Promise<void> {
    await lens(title).first().click();
    await lens(title).first().waitFor({ state: "detached" });
  }

  /** What decorations show behind the lines, from top to bottom. */
  async function behindLines(): Promise<string[]> {
    // The page's own types aren't known here.
    const shown = await workbench.page.evaluate<string[]>(
      `[...document.querySelectorAll('.editor-instance .view-lines [class*="ced-"]')]
        .map((element) => getComputedStyle(element, "::after").content)
        .filter((content) => content.startsWith('"'))
        .map((content) => JSON.parse(content))`,
    );
    return shown.map((text) => text.replaceAll("\u00a0", " "));
  }

  it("are in the right-click menu", async () => {
    await openSelected("menu.ts");
    await openMenu();
    await workbench.picture("edit-menu");
    for (const entry of ["Refactor…", "Fix", "Simplify", "Add Documentation", "Write Tests"])
      assert.equal(await workbench.menuItem(entry).count(), 1, entry);
    await closeMenus();
  });

  for (const [name, theme] of [["usual"], ...Object.entries(THEMES)])
    it(`show the new code as it comes, then what can be done with it: ${name}`, async () => {
      if (theme !== undefined) await workbench.useTheme(theme);
      await openSelected(`${name}.ts`);
      await brake.hold();
      await editWithInstruction();
      await lens("Edit: writing").waitFor();
      await lens("Stop").waitFor();
      let grown = "";
      await brake.stepUntil("some of it is shown", async () => {
        [grown = ""] = (await behindLines()).filter((shown) => shown.trim() !== "");
        return grown !== "";
      });
      await workbench.picture(`edit-writing-${name}`);
      // A long line is cut.
      assert.ok(COMMENT.startsWith(grown.replace(/…$/, "")), grown);
      await workbench.showsText(TEXT);
      brake.goOn();
      for (const title of ["Accept", "Reject", "Retry", "Follow Up…"]) await lens(title).first().waitFor();
      await workbench.showsText(`${HEAD}${EDITED}`);
      // The new line is too long for anything beside it.
      await lens("− let sum = 0; ⏎ sum += left; ⏎ sum += right; ⏎ return sum;").waitFor();
      await workbench.picture(`edit-review-${name}`);
      await take("Reject");
      await workbench.showsText(TEXT);
    });

  it("stay when they are accepted, and lenses and marks are gone", async () => {
    await openSelected("accepted.ts");
    await editWithInstruction();
    await take("Accept");
    await workbench.showsText(`${HEAD}${EDITED}`);
    assert.deepEqual(await behindLines(), []);
    await workbench.page.keyboard.press("Control+z");
    await workbench.showsText(TEXT);
  });

  it("stay under review when the window is reloaded, and can still be rejected", async () => {
    await openSelected("reloaded.ts");
    await editWithInstruction();
    await lens("Accept").first().waitFor();
    await workbench.showsText(`${HEAD}${EDITED}`);
    // What isn't saved VS Code itself keeps, a second later.
    await workbench.page.keyboard.press("Control+s");
    await workbench.page.locator('.tab.active:not(.dirty)[data-resource-name="reloaded.ts"]').waitFor();
    await workbench.page.reload();
    await workbench.settled();
    // Which tabs were open VS Code in a browser keeps some time later.
    await workbench.page
      .locator(".explorer-folders-view .monaco-list-row", { hasText: "reloaded.ts" })
      .dblclick();
    await lens("Accept").first().waitFor();
    await workbench.showsText(`${HEAD}${EDITED}`);
    // Not by the lens: VS Code shows those from before at once, and they do nothing until it has the new ones.
    await workbench.command("Ossicle: Reject All Changes");
    await workbench.showsText(TEXT);
    await lens("Reject").first().waitFor({ state: "detached" });
  });

  it("stop by Escape, and refuse a second one at the same place", async () => {
    const { page } = workbench;
    await openSelected("stopped.ts");
    await brake.hold();
    await editWithInstruction();
    await lens("Edit: writing").waitFor();
    await editWithInstruction();
    const refusal = (await workbench.notifications()).filter({
      hasText: "This code is already being edited",
    });
    await refusal.waitFor();
    // Nothing has failed: it is information, with what leads on.
    await refusal.locator(".codicon-info").waitFor();
    await refusal.locator(".monaco-button", { hasText: "Stop" }).waitFor();
    await workbench.picture("edit-refused");
    await workbench.command("Notifications: Clear All Notifications");
    // Escape elsewhere is for something else.
    await line("function total").click();
    await page.keyboard.press("Escape");
    await line("return sum").click();
    assert.equal(await lens("Edit: writing").count(), 1);
    // The extension hears a moment later where the cursor is, which nothing on the page shows. No user is as quick.
    await page.waitForTimeout(1_000);
    await page.keyboard.press("Escape");
    await lens("Stopped. Nothing was changed.").waitFor();
    await workbench.picture("edit-stopped");
    brake.goOn();
    await take("Dismiss");
    await workbench.showsText(TEXT);
  });

  it("explain code in the chat, with the code attached", async () => {
    await openSelected("explained.ts");
    await openMenu();
    await workbench.chooseInMenu("Explain");
    const chat = await ChatFrame.shown(workbench);
    await chat.lastAnswer.getByText(EXPLANATION).waitFor();
    const attached = chat.questions.last().getByRole("list", { name: "Attached" });
    assert.match((await attached.textContent()) ?? "", /explained\.ts/);
    await workbench.picture("edit-explained");
  });

  it("leave code to the chat, to be asked about", async () => {
    await openMenu();
    await workbench.chooseInMenu("Add Selection to Chat");
    const chat = await ChatFrame.shown(workbench);
    await chat.attached.getByText("explained.ts:2-6").waitFor();
  });
});
