import assert from "node:assert/strict";
import { Uri, workspace } from "vscode";
import { readSelection } from "../../../src/chat/context/selection.ts";
import { closeEverything, openFile } from "../person.ts";

describe("editor: a selection that is attached", () => {
  const range = { start: { line: 0, character: 4 }, end: { line: 0, character: 7 } };

  afterEach(closeEverything);

  it("is read as the file is now", async () => {
    const { document } = await openFile("attached.txt", "one two\n");
    const { text } = await readSelection({ kind: "selection", uri: document.uri.toString(), range });
    assert.equal(text, "two");
  });

  it("says so where its file is gone", async () => {
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const uri = Uri.joinPath(folder.uri, "gone.txt").toString();
    await assert.rejects(readSelection({ kind: "selection", uri, range }), {
      message: "gone.txt doesn't exist or can't be read.",
    });
  });
});
