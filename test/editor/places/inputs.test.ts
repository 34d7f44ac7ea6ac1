/** Boxes that are documents to VS Code, and none in which code is written. */
import assert from "node:assert/strict";
import { commands, scm, window } from "vscode";
import { until } from "../../workbench/until.ts";
import { ACCEPT, askInVain, CURSOR, closeEverything, lastSuggestion, openFile, type } from "../person.ts";

/** What the model would go on with in a file. */
const TYPED = "value: return";

describe("editor: input boxes", () => {
  let before: string;

  beforeEach(async () => {
    // A reason that no other request comes to.
    await askInVain(await openFile(".env", `KEY=1\n${TYPED}${CURSOR}`), /secret/);
    before = await lastSuggestion();
    await closeEverything();
  });
  afterEach(closeEverything);

  /** Types once the box has the focus, and asks. What is in the box is what was typed. */
  async function typeAndAsk(focus: () => Thenable<unknown>, content: () => string): Promise<void> {
    await until("the box has the focus", async () => {
      await focus();
      await type(" ");
      return content().includes(" ") || undefined;
    });
    await type(TYPED);
    await until("it is typed", () => content().includes(TYPED) || undefined);
    const typed = content();
    await commands.executeCommand("editor.action.inlineSuggest.trigger");
    await commands.executeCommand(ACCEPT);
    assert.equal(content(), typed);
    assert.equal(await lastSuggestion(), before);
  }

  it("for a commit message gets no suggestion, typed or asked for", async () => {
    const control = scm.createSourceControl("places", "Places");
    try {
      await commands.executeCommand("workbench.view.scm");
      const focus = () => commands.executeCommand("workbench.scm.action.focusNextInput");
      await typeAndAsk(focus, () => control.inputBox.value);
    } finally {
      control.dispose();
    }
  });

  it("for a search gets no suggestion, typed or asked for", async () => {
    await commands.executeCommand("search.action.openNewEditor", { query: "nothing", focusResults: true });
    const results = await until("it is there", () => window.activeTextEditor?.document ?? undefined);
    assert.equal(results.uri.scheme, "search-editor");
    await typeAndAsk(
      async () => undefined,
      () => results.getText().replace("No Results", ""),
    );
  });
});
