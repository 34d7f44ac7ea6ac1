import assert from "node:assert/strict";
import { commands, TabInputWebview, window } from "vscode";
import { until } from "../workbench/until.ts";
import { closeEverything } from "./person.ts";

describe("editor: chat", () => {
  afterEach(async () => {
    await closeEverything();
    // A view that is still loading would take the keys from the next test.
    await commands.executeCommand("workbench.view.explorer");
  });

  it("opens in its view, and once in an editor tab", async () => {
    await commands.executeCommand("ossicle.openChat");
    for (let times = 0; times < 2; times++) await commands.executeCommand("ossicle.openChatInEditor");
    const tabs = () =>
      window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(
          ({ input }) => input instanceof TabInputWebview && /ossicle\.chatEditor$/.test(input.viewType),
        );
    await until("the chat's tab is there", async () => tabs().length > 0 || undefined);
    assert.equal(tabs().length, 1);
  });
});
