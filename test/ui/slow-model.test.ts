/** VS Code gives up a suggestion that takes the model longer than a moment; the user gets it all the same. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { EngineBrake } from "./processes.ts";
import { sharedWindow } from "./shared-window.ts";
import type { Workbench } from "./workbench.ts";

/** VS Code knows no words to list here, which would be another reason to ask again. */
const HEAD = "def add(left, right):\n    \n";
/** Several times as long as VS Code waits. */
const SLOW_MS = 3_000;

describe("ui: a suggestion of a slow model", function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let brake: EngineBrake;

  before(async () => {
    workbench = await sharedWindow();
    brake = new EngineBrake(workbench.place);
    await workbench.openFile("first.py", HEAD, 2);
    await workbench.type("return ");
    await workbench.ghostTextOnce((text) => text !== "");
  });
  after(() => brake?.goOn());

  it("is shown when it comes, if nobody has typed meanwhile, and once", async () => {
    await workbench.openFile("slow.py", HEAD, 2);
    await brake.hold();
    // Behind a word, VS Code wants to list words as well.
    await workbench.type("return");
    await delay(SLOW_MS);
    brake.goOn();
    // Nobody presses a key.
    const shown = await workbench.ghostTextOnce((text) => text !== "");
    assert.ok(shown.startsWith(" left + right"), shown);
    await workbench.page.keyboard.press("Tab");
    await workbench.showsGhostText("");
    await workbench.showsText(/\n {4}return left \+ right/);
  });

  it("isn't shown where the user has gone on", async () => {
    await workbench.openFile("gone-on.py", HEAD, 2);
    await brake.hold();
    await workbench.type("return");
    await delay(SLOW_MS);
    await workbench.page.keyboard.press("Control+Home");
    brake.goOn();
    await workbench.statusBarItem.locator(".codicon-ossicle-logo").waitFor();
    await delay(SLOW_MS);
    assert.equal(await workbench.ghostText(), "");
  });
});
