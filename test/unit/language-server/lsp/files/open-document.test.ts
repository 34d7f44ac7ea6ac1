import assert from "node:assert/strict";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { OpenDocument } from "../../../../../language-server/lsp/files/open-document.ts";

const part = fc.constantFrom("\r\n", "\r", "\n", "a", "word ", "😀", "line\n".repeat(2_000));
const text = fc.array(part, { maxLength: 10 }).map((parts) => parts.join(""));
const position = fc.record({ line: fc.nat(20), character: fc.nat(12) });
const range = fc.record({ start: position, end: position });
const change = fc.oneof({ weight: 8, arbitrary: fc.record({ range, text }) }, fc.record({ text }));

const URI = "file:///a.ts";

describe("an open document", () => {
  it("answers as vscode-languageserver-textdocument's own does, after any changes", () => {
    fc.assert(
      fc.property(
        text,
        fc.array(change, { maxLength: 6 }),
        range,
        fc.nat(),
        (start, changes, asked, place) => {
          const document = new OpenDocument(URI, "typescript", 1, start);
          let whole = start;
          for (const each of changes) {
            // A new one each time: the lines of one that was updated are known to be wrong beside a CR.
            const reference = TextDocument.create(URI, "typescript", 1, whole);
            whole = TextDocument.update(reference, [each], 2).getText();
          }
          document.update(changes, 2);
          const reference = TextDocument.create(URI, "typescript", 2, whole);
          assert.equal(document.getText(), whole);
          assert.equal(document.version, 2);
          assert.equal(document.lineCount, reference.lineCount);
          assert.equal(document.getText(asked), reference.getText(asked));
          for (const each of [asked.start, asked.end, { line: -1, character: 3 }, { line: 0, character: -1 }])
            assert.equal(document.offsetAt(each), reference.offsetAt(each));
          for (const offset of [place % (whole.length + 1), place, -1])
            assert.deepEqual(document.positionAt(offset), reference.positionAt(offset));
          for (const line of [asked.start.line, reference.lineCount - 1, reference.lineCount, -1]) {
            assert.equal(document.getEOLCharacters(line), reference.getEOLCharacters(line));
            assert.deepEqual(document.getLineRange(line), reference.getLineRange(line));
          }
        },
      ),
    );
  });

  it("keeps the text that was read before a change", () => {
    const document = new OpenDocument(URI, "typescript", 1, "a\nb\n");
    const before = document.text;
    document.update(
      [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } }, text: "c" }],
      2,
    );
    assert.equal(before.toString(), "a\nb\n");
    assert.equal(document.text.toString(), "a\nc\n");
  });
});
