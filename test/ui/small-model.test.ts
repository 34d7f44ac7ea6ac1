import assert from "node:assert/strict";
import { CURSOR, SMALL_MODEL_COMPLETIONS } from "../../tools/token-margins/cases.ts";
import { smallModelFor } from "../small-model.ts";
import { sharedWindow } from "./shared-window.ts";
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
});
