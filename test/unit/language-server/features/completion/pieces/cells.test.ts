import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ChunkedText } from "../../../../../../common/chunked-text.ts";
import type { NotebookCell, OpenNotebook } from "../../../../../../language-server/context/notebook.ts";
import { CellPieces } from "../../../../../../language-server/features/completion/pieces/cells.ts";

const NOTEBOOK = "file:///w/sales.ipynb";
const OWN = `cell:own`;

function cell(text: string, { uri = `cell:${text}`, languageId = "python", version = 1 } = {}): NotebookCell {
  return { document: TextDocument.create(uri, languageId, version, text), isCode: languageId !== "markdown" };
}

const own = () => cell("here", { uri: OWN });
const prose = (text: string) => cell(text, { languageId: "markdown" });

function piecesIn(...cells: NotebookCell[]): readonly string[] {
  const pieces = new CellPieces(() => ({ uri: NOTEBOOK, cells }));
  return pieces
    .find({ uri: OWN, languageId: "python", text: ChunkedText.of("here"), cursor: 4 })
    .map(({ text }) => text);
}

describe("the cells around the cursor's", () => {
  const cases: [name: string, cells: NotebookCell[], pieces: string[]][] = [
    [
      "stand in their order, those above in one piece and the next one below in another",
      [cell("a = 1"), cell("b = 2"), own(), cell("c = 3"), cell("d = 4")],
      ["a = 1\n\nb = 2", "c = 3"],
    ],
    ["are none where it is alone", [own()], []],
    ["are none where all others are blank", [cell(" \n"), own(), cell("")], []],
    [
      "have no blank lines at their ends, and line feeds",
      [cell("\na = 1\r\nb = 2\r\n\r\n"), own()],
      ["a = 1\nb = 2"],
    ],
    ["are those of its language", [cell("SELECT 1", { languageId: "sql" }), cell("a = 1"), own()], ["a = 1"]],
    [
      "count with the text right above it, as a comment",
      [cell("a = 1"), prose("## Plot\n\nBy year."), own()],
      ["a = 1\n\n# ## Plot\n# By year."],
    ],
    ["count without other texts", [prose("# Sales"), cell("a = 1"), own(), prose("The end.")], ["a = 1"]],
  ];
  for (const [name, cells, pieces] of cases) it(name, () => assert.deepEqual(piecesIn(...cells), pieces));

  it("are the nearest ones within the budget, and the first one's imports", () => {
    const many = Array.from({ length: 40 }, (_, index) => cell(`step_${index} = compute(${"x".repeat(80)})`));
    const [above = ""] = piecesIn(cell("import pandas as pd"), ...many, own());
    assert.ok(above.length <= 2_100, `${above.length}`);
    assert.match(above, /^import pandas as pd\n\nstep_\d+/);
    assert.match(above, /step_39 = compute\(x+\)$/);
    assert.doesNotMatch(above, /step_0 /);
  });

  it("are cut to whole lines: above at the beginning, below at the end", () => {
    const long = Array.from({ length: 200 }, (_, index) => `line_${index} = ${"y".repeat(20)}`).join("\n");
    const [above = "", below = ""] = piecesIn(cell(long), own(), cell(long));
    assert.match(above, /^line_\d+ = y{20}\n/);
    assert.match(above, /\nline_199 = y{20}$/);
    assert.match(below, /^line_0 = y{20}\n/);
    assert.match(below, /\nline_\d+ = y{20}$/);
  });

  it("are outdated once another cell is edited, comes or goes, and not by an edit of its own", () => {
    let cells = [cell("a = 1", { uri: "cell:a" }), own()];
    const pieces = new CellPieces((uri) =>
      uri === OWN ? ({ uri: NOTEBOOK, cells } satisfies OpenNotebook) : undefined,
    );
    const place = { uri: OWN, languageId: "python", text: ChunkedText.of(""), cursor: 0 };
    const isOutdatedBy = (next: NotebookCell[]) => {
      cells = next;
      const outdated = pieces.isOutdated(place);
      pieces.find(place);
      return outdated;
    };
    assert.equal(isOutdatedBy(cells), true, "it wasn't looked at yet");
    assert.equal(isOutdatedBy(cells), false);
    const a = cell("a = 2", { uri: "cell:a", version: 2 });
    assert.equal(isOutdatedBy([a, own()]), true, "edited");
    assert.equal(isOutdatedBy([a, cell("more", { uri: OWN, version: 2 })]), false, "its own");
    assert.equal(isOutdatedBy([a, own(), cell("b")]), true, "a new one");
    assert.equal(isOutdatedBy([own(), a, cell("b")]), true, "moved");
    assert.equal(pieces.isOutdated({ ...place, uri: "file:///w/a.py" }), false, "no notebook");
  });
});
