import assert from "node:assert/strict";
import { CURSOR, SMALL_MODEL_COMPLETIONS } from "../../tools/token-margins/cases.ts";
import { smallModelFor } from "../small-model.ts";
import { sharedWindow } from "./shared-window.ts";
import { THEMES } from "./themes.ts";
import type { Workbench } from "./workbench.ts";

const [METHOD] = SMALL_MODEL_COMPLETIONS;

describe("ui: a real language model", function () {
  this.timeout(240_000);
  let workbench: Workbench;

  before(async function () {
    const model = await smallModelFor(this);
    workbench = await sharedWindow({ "ossicle.model.path": model });
  });

  it("completes a word that is half typed, and Tab inserts what was shown", async () => {
    assert.ok(METHOD);
    const { path, text, says } = METHOD;
    const [before = "", after = ""] = text.split(CURSOR);
    const typed = "app";
    assert.ok(before.endsWith(typed));
    await workbench.openFile(path, before.slice(0, -typed.length) + after, before.split("\n").length);
    await workbench.type(typed);
    const gray = await workbench.ghostTextOnce((shown) => shown.startsWith(says));
    assert.ok(gray.startsWith(says), gray);
    await workbench.picture("small-model");
    await workbench.page.keyboard.press("Tab");
    await workbench.showsGhostText("");
    await workbench.showsText(before + gray + after);
  });

  it("offers several suggestions to who asks, and the second one that is gone to by key is accepted", async () => {
    const { page } = workbench;
    const head = "def greet(name):\n    ";
    await workbench.openFile("greeting.py", `${head}\n`, 2);
    /** Waits for another text than one, until all of its lines are drawn. */
    const otherThan = async (before: string) => {
      let last = before;
      const shown = await workbench.ghostTextOnce((text) => {
        const isWhole = text === last;
        last = text;
        return isWhole && text !== "" && text !== before;
      });
      assert.ok(shown !== "" && shown !== before, shown);
      return shown;
    };
    const go = async (key: "Alt+]" | "Alt+[", from: string) => {
      await page.keyboard.press(key);
      return otherThan(from);
    };
    await workbench.command("Trigger Inline Suggestion");
    const first = await otherThan("");
    const second = await go("Alt+]", first);
    const next = await go("Alt+]", second);
    assert.equal(await go("Alt+[", next), second);
    assert.equal(await go("Alt+[", second), first);
    assert.equal(await go("Alt+]", first), second);
    const gray = page.locator('.view-lines [class*="ghost-text"]').first();
    const place = page.locator(".inlineSuggestionsHints", { hasText: /2\/[23]/ });
    await workbench.hover(gray, place);
    for (const [name, theme] of Object.entries(THEMES)) {
      await workbench.useTheme(theme);
      await workbench.hover(gray, place);
      await workbench.picture(`other-suggestions-${name}`);
    }
    await workbench.showsGhostText(second);
    await page.keyboard.press("Tab");
    await workbench.showsText(`${head}${second}\n`);
  });
});
