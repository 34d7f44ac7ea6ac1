import assert from "node:assert/strict";
import {
  DidChangeNotebookDocumentNotification,
  DidOpenNotebookDocumentNotification,
  NotebookCellKind,
} from "vscode-languageserver/node";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import type { ServerProcess } from "../support/client.ts";
import { Workplace } from "../support/workplace.ts";

const ABOVE = "rates = load_rates()\n";
const TYPED = "total = req";
const cellUri = (name: string) => `vscode-notebook-cell:/w/sales.ipynb#${name}`;

describe("a notebook", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  let notebook: string;

  before(async () => {
    workplace = await Workplace.create();
    const path = await scriptedFixture({ sequences: [[{ text: " =" }, { text: " request.body;\n```" }]] });
    server = await workplace.server({ settings: { model: { path }, engine: { threads: 1, gpu: false } } });
    await server.state("ready");
    notebook = workplace.uri("sales.ipynb");
    await server.connection.sendNotification(DidOpenNotebookDocumentNotification.type, {
      notebookDocument: {
        uri: notebook,
        notebookType: "jupyter-notebook",
        version: 1,
        cells: ["above", "own"].map((name) => ({ kind: NotebookCellKind.Code, document: cellUri(name) })),
      },
      cellTextDocuments: [
        { uri: cellUri("above"), languageId: "python", version: 1, text: ABOVE },
        { uri: cellUri("own"), languageId: "python", version: 1, text: TYPED },
      ],
    });
  });
  after(() => workplace[Symbol.asyncDispose]());

  const suggest = () => server.suggest(cellUri("own"), { line: 0, character: TYPED.length });
  const prompt = () => server.lastPrompt();

  it("gets suggestions in a cell, which see the other cells as they are now", async () => {
    assert.ok(await suggest(), (await server.last()).whyNone);
    assert.match(await prompt(), /From sales\.ipynb:\n```python\nrates = load_rates\(\)\n```/);

    const start = { line: 0, character: 0 };
    await server.connection.sendNotification(DidChangeNotebookDocumentNotification.type, {
      notebookDocument: { uri: notebook, version: 2 },
      change: {
        cells: {
          textContent: [
            {
              document: { uri: cellUri("above"), version: 2 },
              changes: [{ range: { start, end: { line: 0, character: "rates".length } }, text: "prices" }],
            },
          ],
        },
      },
    });
    assert.ok(await suggest(), (await server.last()).whyNone);
    assert.match(await prompt(), /prices = load_rates\(\)/);
  });

  it("gets none where it is left out itself", async () => {
    await workplace.write(".ossicleignore", "sales.*\n");
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: workplace.uri(".ossicleignore"), type: 1 }],
    });
    assert.equal(await suggest(), null);
    assert.match((await server.last()).whyNone ?? "", /^sales\.ipynb is excluded by \.ossicleignore/);
  });
});
