import assert from "node:assert/strict";
import { PromptContext } from "../../../../../../language-server/features/completion/pieces/prompt-context.ts";
import { RecentEdits } from "../../../../../../language-server/features/completion/pieces/recent-edits.ts";
import { OpenDocument } from "../../../../../../language-server/lsp/files/open-document.ts";

describe("what a prompt shows of other places", () => {
  it("is nothing of a notebook that must not be shown, whose cells have URIs of their own", async () => {
    const edits = new RecentEdits(() => 0);
    const notebooks = new Map<string, string>();
    const edited = (cell: string, notebook: string) => {
      const document = new OpenDocument(cell, "python", 1, "rate = 1\n");
      notebooks.set(cell, notebook);
      for (const change of document.update([{ text: `rate = "${cell}"\n` }], 2)) edits.changed(cell, change);
      return { document, isCode: true };
    };
    const cells = [edited("cell:1", "file:///w/open.ipynb"), edited("cell:2", "file:///w/ignored.ipynb")];
    const context = new PromptContext({
      openDocuments: () => cells.map(({ document }) => document),
      secrets: { whyOpenExcluded: async (uri) => (uri.includes("ignored") ? "Ignored." : null) },
      notebookOf: (uri) => {
        const notebook = notebooks.get(uri);
        return notebook === undefined ? undefined : { uri: notebook, cells: [] };
      },
      edits,
    });
    const place = { uri: "file:///w/a.py", languageId: "python", text: "rate", cursor: 4 };
    await context.look(place);
    const shown = context.pieces(place, []).map(({ uri }) => uri);
    assert.deepEqual(new Set(shown), new Set(["cell:1"]));
  });
});
