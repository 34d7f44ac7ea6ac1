import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  commands,
  NotebookCellData,
  NotebookCellKind,
  type NotebookDocument,
  NotebookEdit,
  NotebookRange,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { until } from "../../workbench/until.ts";
import { ACCEPT, closeEverything, shownPrompt, type } from "../person.ts";
import { modelIsReady } from "../window-state.ts";

const code = (...source: string[]) => ({
  cell_type: "code",
  execution_count: null,
  metadata: {},
  outputs: [],
  source,
});
/** With a name that no other test has: code of other documents may be in the prompt, too. */
const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { language_info: { name: "python" } },
  cells: [
    code("left = 1\n", "right = 2"),
    code("def sum_of_cells(left, right):\n", "    "),
    code("print(sum_of_cells(1, 2))"),
  ],
};

describe("editor: a notebook", () => {
  afterEach(closeEverything);

  /** Types at the end of the second last cell. */
  async function typeInCell(notebook: NotebookDocument, typed: string): Promise<TextDocument> {
    const at = notebook.cellCount - 2;
    const cell = notebook.cellAt(at).document;
    await window.showNotebookDocument(notebook, { selections: [new NotebookRange(at, at + 1)] });
    await commands.executeCommand("notebook.cell.edit");
    await until("the cursor is in the cell", () => window.activeTextEditor?.document === cell || undefined);
    await commands.executeCommand("cursorBottom");
    await type(typed);
    return cell;
  }

  it("gets gray text in a cell, and the model sees the cells around it, as they are now", async () => {
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
    const path = join(await mkdtemp(join(folder, "open-")), "sums.ipynb");
    await writeFile(path, JSON.stringify(NOTEBOOK));
    await modelIsReady();
    const notebook = await workspace.openNotebookDocument(Uri.file(path));
    const cell = await typeInCell(notebook, "return");
    await until("it is accepted", async () => {
      await commands.executeCommand(ACCEPT);
      return (
        cell.getText().startsWith("def sum_of_cells(left, right):\n    return left + right") || undefined
      );
    });
    // The page has a new text a moment after it is shown.
    const prompt = await until("the prompt has the cell above", async () => {
      const shown = await shownPrompt();
      return shown.includes("left = 1\nright = 2") ? shown : undefined;
    });
    assert.match(prompt, /print\(sum_of_cells\(1, 2\)\)/);
    assert.equal(prompt.split("def sum_of_cells(").length, 2, "its own text is there once");

    const change = new WorkspaceEdit();
    const cells = [new NotebookCellData(NotebookCellKind.Code, "fresh = 3", "python")];
    change.set(notebook.uri, [NotebookEdit.insertCells(1, cells)]);
    assert.ok(await workspace.applyEdit(change));
    await typeInCell(notebook, "x");
    // A look at the page takes the focus away, and ends the request.
    await commands.executeCommand("editor.action.inlineSuggest.trigger");
    await until(
      "the prompt has the new cell",
      async () => (await shownPrompt()).includes("fresh = 3") || undefined,
    );
  });
});
