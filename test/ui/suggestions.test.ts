import assert from "node:assert/strict";
import { MODEL_NAME } from "../workbench/place.ts";
import { ADDITION, FUNCTION_HEAD } from "../workbench/script.ts";
import { until } from "../workbench/until.ts";
import { restartServer } from "./processes.ts";
import { sharedWindow } from "./shared-window.ts";
import { THEMES } from "./themes.ts";
import type { Workbench } from "./workbench.ts";

describe("ui", function () {
  this.timeout(180_000);
  let workbench: Workbench;

  before(async () => {
    // The one language in which VS Code lists words of the file.
    workbench = await sharedWindow({
      "[javascript]": { "editor.wordBasedSuggestions": "currentDocument" },
    });
  });
  afterEach(async function () {
    if (!this.currentTest?.isFailed()) return;
    // It says why there was no suggestion.
    await workbench.hover(workbench.statusBarItem, workbench.statusHover);
    await workbench.keepPicture(`failed ${this.currentTest.title}`);
  });

  it("shows gray text while typing, and Tab inserts exactly that", async () => {
    await workbench.openFile("tab.ts", `${FUNCTION_HEAD}  \n}\n`, 2);
    await workbench.type("return ");
    await workbench.showsGhostText(ADDITION.trimStart());
    await workbench.page.keyboard.press("Tab");
    await workbench.showsGhostText("");
    await workbench.showsText(`${FUNCTION_HEAD}  return${ADDITION}\n}\n`);
  });

  it("shows several lines, and Escape takes them away", async () => {
    const text = `${FUNCTION_HEAD}  `;
    await workbench.openFile("lines.ts", text, 2);
    await workbench.type("ret");
    await workbench.showsGhostText(`urn${ADDITION}\n}`);
    await workbench.page.keyboard.press("Escape");
    await workbench.showsGhostText("");
    await workbench.showsText(`${text}ret`);
  });

  it("keeps the gray text while a user types along with it", async () => {
    await workbench.openFile("along.ts", `${FUNCTION_HEAD}  \n}\n`, 2);
    await workbench.type("return ");
    const gray = ADDITION.trimStart();
    await workbench.showsGhostText(gray);
    for (let typed = 1; typed <= 6; typed++) {
      await workbench.type(gray[typed - 1] ?? "");
      await workbench.showsGhostText(gray.slice(typed));
    }
  });

  it("never contradicts the suggest widget's choice", async () => {
    const { page } = workbench;
    await workbench.openFile("widget.js", `// read, record, resume, return\n${FUNCTION_HEAD}  \n}\n`, 3);
    await workbench.type("re");
    await page.keyboard.press("Control+Space");
    const focused = page.locator(".suggest-widget.visible .monaco-list-row.focused .label-name");
    let before = "";
    for (let item = 0; item < 4; item++) {
      const label = await until("another item is chosen", async () => {
        const chosen = await focused.textContent();
        return chosen && chosen !== before ? chosen : undefined;
      });
      before = label;
      await workbench.picture(`suggest-widget-${item}`);
      // The gray text follows a frame later.
      await until(`the line has nothing but "${label}" or what is typed`, async () => {
        const line = (await workbench.lineAtCursor()).trim();
        return line === "re" || line.startsWith(label) || undefined;
      });
      await page.keyboard.press("ArrowDown");
    }
    await page.keyboard.press("Escape");
  });

  it("tells the model, its device and the last suggestion in the status bar", async () => {
    const { page, statusBarItem } = workbench;
    assert.match((await statusBarItem.textContent()) ?? "", new RegExp(MODEL_NAME));
    await workbench.openFile("hover.ts", `${FUNCTION_HEAD}  \n}\n`, 2);
    await workbench.type("return ");
    await workbench.showsGhostText(ADDITION.trimStart());
    const hover = workbench.statusHover.filter({ hasText: MODEL_NAME });
    await workbench.hover(statusBarItem, hover);
    await workbench.picture("status-hover");
    assert.match(
      (await hover.textContent()) ?? "",
      /Device: CPU.*Last suggestion: .* ms · \d+ tokens? evaluated/s,
    );
    await page.mouse.move(0, 0);
  });

  it("opens a menu from the status bar", async () => {
    const { page, statusBarItem } = workbench;
    await statusBarItem.click();
    const entries = page.locator(".quick-input-list .monaco-list-row");
    await entries.filter({ hasText: "Disable Suggestions" }).waitFor();
    await workbench.picture("menu");
    // Only those in sight are drawn.
    for (const entry of ["Snooze for 1 Hour", "Select Model File…", "Unload Model", "Show Log"]) {
      await page.locator(".quick-input-box input").fill(entry);
      await entries.filter({ hasText: entry }).first().waitFor();
      assert.equal(await entries.filter({ hasText: entry }).count(), 1, entry);
    }
    await page.keyboard.press("Escape");
  });

  it("shows what the model saw of the last suggestion, and what of it was reused", async () => {
    const { page } = workbench;
    const show = () => workbench.command("Ossicle: Show What the Model Saw");
    await restartServer(workbench);
    await show();
    const nothing = (await workbench.notifications()).filter({ hasText: "has not been asked for anything" });
    await nothing.waitFor();
    await workbench.command("Notifications: Clear All Notifications");

    await workbench.openFile("seen.ts", `${FUNCTION_HEAD}  \n}\n`, 2);
    for (const typed of ["re", "turn "]) {
      await workbench.type(typed);
      await workbench.showsGhostText(`return${ADDITION}`.slice(typed === "re" ? 2 : 7));
    }
    await show();
    await workbench.showsText(/^<\|start\|>system<\|message\|>[\s\S]*add\(left: number, right: number\)/);
    const lenses = page.locator(".codelens-decoration");
    await lenses.filter({ hasText: /Suggestion · .* · \d+ tokens/ }).waitFor();
    await lenses.filter({ hasText: /faint: \d+ tokens reused/ }).waitFor();
    await lenses.filter({ hasText: /underlined: \d+ tokens? evaluated/ }).waitFor();
    for (const [name, theme] of Object.entries(THEMES)) {
      await workbench.useTheme(theme);
      await workbench.picture(`seen-prompt-${name}`);
    }
  });

  for (const [name, theme] of Object.entries(THEMES))
    it(`looks right in ${theme}`, async () => {
      await workbench.useTheme(theme);
      await workbench.openFile(`${name}.ts`, `${FUNCTION_HEAD}  `, 2);
      await workbench.type("ret");
      await workbench.showsGhostText(`urn${ADDITION}\n}`);
      await workbench.picture(`theme-${name}`);
    });
});
