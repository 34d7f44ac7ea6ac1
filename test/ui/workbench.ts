/** The editor as a user sees it in the browser: what is on the page, and the keys that work it. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import type { SettingValues } from "../../tools/editor-host/profile.ts";
import { pictureFile, TAKES_PICTURES } from "../pictures.ts";
import { startInBrowser } from "../workbench/in-browser.ts";
import { createPlace, type Place } from "../workbench/place.ts";
import { until, within } from "../workbench/until.ts";

/** VS Code and the model start meanwhile, on a machine that may be busy. */
const START_TIMEOUT_MS = 90_000;
const TIMEOUT_MS = 60_000;
/** The product's own icon, which stands for a model that is ready. */
export const READY_ICON = ".codicon-ossicle-logo";

/** An element of the page, whose own types aren't known here. */
interface Drawn {
  getBoundingClientRect(): { y: number };
  textContent: string | null;
}

export class Workbench implements AsyncDisposable {
  readonly page: Page;
  readonly place: Place;
  readonly #disposables: AsyncDisposableStack;
  #asksForSuggestions = false;

  private constructor(page: Page, place: Place, disposables: AsyncDisposableStack) {
    this.page = page;
    this.place = place;
    this.#disposables = disposables;
  }

  /**
   * Opens the editor on a workspace with Ossicle installed.
   *
   * @param statusIcon waits until the status bar item has it
   * @param options.asksForTrust the workspace isn't trusted
   * @param options.env for the editor's process, beside the place's own
   * @param options.builtIn built-in extensions of VS Code beside those that every test has, by their folders
   */
  static async open(
    settings: SettingValues = {},
    statusIcon = READY_ICON,
    options: { asksForTrust?: boolean; env?: Record<string, string>; builtIn?: readonly string[] } = {},
  ): Promise<Workbench> {
    await using undo = new AsyncDisposableStack();
    const place = undo.use(await createPlace(true, settings));
    const browser = undo.use(await startInBrowser(place, options));
    const page = await browser.open({});
    page.setDefaultTimeout(TIMEOUT_MS);
    const workbench = new Workbench(page, place, undo.move());
    try {
      await workbench.settled(statusIcon);
      return workbench;
    } catch (error) {
      await workbench.keepPicture("did-not-start");
      await workbench[Symbol.asyncDispose]();
      throw error;
    }
  }

  get statusBarItem(): Locator {
    return this.page.locator('[id="ossicle.ossicle.ossicle.status"]');
  }

  /** Waits until the status bar item has an icon: by default that of a model that is ready. */
  settled(statusIcon = READY_ICON): Promise<void> {
    return this.statusBarItem.locator(statusIcon).waitFor({ timeout: START_TIMEOUT_MS });
  }

  /** Opens a new file; the cursor is at the end of its line (counted from 1). */
  async openFile(name: string, text: string, line: number): Promise<void> {
    const { page } = this;
    await writeFile(join(this.place.folder, name), text);
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).click();
    // Where it is now, a hover would come up and cover the next file.
    await page.mouse.move(0, 0);
    await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    // The tab is active before the editor has the text, which puts the cursor at its beginning.
    await page.locator(`.monaco-editor[data-uri$="/${name}"] .view-line`).first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator(`.monaco-editor.focused[data-uri$="/${name}"]`).waitFor();
    if (!this.#asksForSuggestions) {
      // VS Code begins to ask for suggestions some seconds after the first editor is there, or when told to.
      await this.command("Trigger Inline Suggestion");
      await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
      await page.locator(".monaco-editor.focused .view-line").first().waitFor();
      this.#asksForSuggestions = true;
    }
    await page.keyboard.press("Control+Home");
    for (let above = 1; above < line; above++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    const { keyboard } = this.page;
    await keyboard.press("F1");
    await this.page.locator(".quick-input-widget:visible input:focus").waitFor();
    await keyboard.type(title);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).waitFor();
    await keyboard.press("Enter");
  }

  /** The notifications that came. VS Code under test shows them in their list alone. */
  async notifications(): Promise<Locator> {
    const list = this.page.locator(".notifications-center");
    if (!(await list.isVisible())) await this.command("Notifications: Show Notifications");
    await list.waitFor();
    return list.locator(".notification-list-item");
  }

  /** An entry of a menu. Behind its own text it may name its key. */
  menuItem(text: string): Locator {
    return this.page.getByRole("menuitem", { name: new RegExp(`^${text}( |$)`) });
  }

  /** Chooses an entry of a menu. By key: VS Code passes over clicks that come as soon as it has opened. */
  async chooseInMenu(text: string): Promise<void> {
    const entry = this.menuItem(text);
    await this.pointAt(entry);
    await this.page.keyboard.press("Enter");
    await entry.waitFor({ state: "detached" });
  }

  /** Moves the pointer to an entry of a menu, so that keys are for it. */
  async pointAt(entry: Locator): Promise<void> {
    await entry.hover();
    await entry.and(this.page.locator(".action-item.focused > *")).waitFor();
  }

  /** Moves the pointer onto an element, and waits for what belongs to it. Fails with what is shown instead. */
  async hover(target: Locator, shown: Locator): Promise<void> {
    await this.page.mouse.move(0, 0);
    await target.hover();
    try {
      await shown.waitFor();
    } catch {
      const instead = await this.page.locator(".workbench-hover").allTextContents();
      assert.fail(`${shown} isn't shown. Hovers: ${JSON.stringify(instead)}`);
    }
  }

  /** The status bar item's hover. */
  get statusHover(): Locator {
    return this.page.locator(".workbench-hover", { hasText: "Show Log" });
  }

  /** Types at a user's pace. */
  type(text: string): Promise<void> {
    return this.page.keyboard.type(text, { delay: 40 });
  }

  /** The gray text on the page, "" when there is none. */
  async ghostText(): Promise<string> {
    const inLine = await this.page.locator('.view-lines [class*="ghost-text"]').allTextContents();
    const below = await this.page.locator(".suggest-preview-text .view-line").allTextContents();
    return [inLine.join(""), ...below].join("\n").replaceAll("\u00a0", " ");
  }

  /** Waits until exactly this is the gray text. */
  async showsGhostText(expected: string): Promise<void> {
    const shown = await this.ghostTextOnce((text) => text === expected);
    if (shown === expected) return;
    const text = await this.text();
    await this.statusBarItem.hover();
    const [status] = await this.statusHover.allTextContents();
    assert.equal(shown, expected, `${JSON.stringify({ expected, shown, text, status })}`);
  }

  /** Waits until the gray text is one that matches, and returns the last one that was shown. */
  async ghostTextOnce(matches: (shown: string) => boolean): Promise<string> {
    let shown = "";
    await within(TIMEOUT_MS, async () => {
      shown = await this.ghostText();
      return matches(shown) || undefined;
    });
    return shown;
  }

  /** The open file's text as it is on the page, gray text included. */
  text(): Promise<string> {
    return this.#textIn(this.page.locator(".editor-instance"));
  }

  /** The line that the cursor is in, gray text included. */
  async lineAtCursor(): Promise<string> {
    // The page's own types aren't known here. Both at once, as the lines are drawn again any time.
    const read = `(() => {
      const middle = (element) => { const { y, height } = element.getBoundingClientRect(); return y + height / 2; };
      const editor = document.querySelector(".monaco-editor.focused");
      const cursor = editor?.querySelector(".cursors-layer .cursor");
      const lines = cursor ? [...editor.querySelectorAll(".view-lines > .view-line")] : [];
      return lines.find((line) => Math.abs(middle(line) - middle(cursor)) < 3)?.textContent;
    })()`;
    const line = await until("the cursor's line is drawn", () =>
      this.page.evaluate<string | undefined>(read),
    );
    return line.replaceAll("\u00a0", " ");
  }

  /** Waits until this is the text of the open file, or of one of several editors. */
  async showsText(expected: string | RegExp, editor?: Locator): Promise<void> {
    let text = "";
    const isExpected = () => (typeof expected === "string" ? text === expected : expected.test(text));
    await within(TIMEOUT_MS, async () => {
      text = await (editor ? this.#textIn(editor) : this.text());
      return isExpected() || undefined;
    });
    if (typeof expected === "string") assert.equal(text, expected);
    else assert.match(text, expected);
  }

  /** The text in one of several editors. */
  async #textIn(editor: Locator): Promise<string> {
    // All at once, as the lines are drawn again any time.
    const lines = await editor
      .locator(".view-lines .view-line")
      .evaluateAll((drawn: Drawn[]) =>
        drawn.map((line) => ({ top: line.getBoundingClientRect().y, text: line.textContent ?? "" })),
      );
    return lines
      .toSorted((one, other) => one.top - other.top)
      .map(({ text }) => text.replaceAll("\u00a0", " "))
      .join("\n");
  }

  /** Keeps a screenshot, where pictures are taken. */
  async picture(name: string): Promise<void> {
    if (TAKES_PICTURES) await this.keepPicture(name);
  }

  /** Keeps a screenshot of what went wrong. */
  async keepPicture(name: string): Promise<void> {
    await this.page.screenshot({ path: pictureFile(name) });
  }

  /** Shows the page in another theme. */
  async useTheme(theme: string): Promise<void> {
    const before = await this.theme();
    await this.place.profile.changeSettings("Machine", { "workbench.colorTheme": theme });
    await until("the theme is another", async () => (await this.theme()) !== before || undefined);
  }

  /** What VS Code calls the theme that is shown. */
  async theme(): Promise<string | undefined> {
    const classes = (await this.page.locator(".monaco-workbench").getAttribute("class")) ?? "";
    return classes.split(" ").find((name) => name.startsWith("vscode-theme-"));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#disposables.disposeAsync();
  }
}
