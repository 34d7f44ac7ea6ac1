import assert from "node:assert/strict";
import fc from "fast-check";
import { RecentEdits } from "../../../../../../language-server/features/completion/pieces/recent-edits.ts";
import { OpenDocument } from "../../../../../../language-server/lsp/files/open-document.ts";

const START = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n";
const MINUTE = 60_000;

/** Documents that are typed into, under a clock that stands still. */
class Typed {
  now = 1_000_000;
  readonly edits = new RecentEdits(() => this.now);
  readonly #documents = new Map<string, OpenDocument>();

  open(name: string, text = START): OpenDocument {
    const document = new OpenDocument(`file:///w/${name}`, "typescript", 1, text);
    this.#documents.set(name, document);
    return document;
  }

  /** Puts a text in place of another one, which the document has once. */
  replace(document: OpenDocument, what: string, by: string): void {
    const start = document.getText().indexOf(what);
    assert.ok(start >= 0, what);
    this.change(document, start, start + what.length, by);
  }

  change(document: OpenDocument, start: number, end: number, text: string): void {
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    for (const change of document.update([{ range, text }], document.version + 1))
      this.edits.changed(document.uri, change);
  }

  /** What is shown in another file. */
  get shown(): string[] {
    const place = { uri: "file:///w/other.ts", languageId: "typescript", text: "", cursor: 0 };
    return this.edits.find(place).map(({ uri, text }) => `${uri.slice("file:///w/".length)}\n${text}`);
  }
}

describe("recent edits", () => {
  it("have the lines from before and those that took their place, the latest edit first", () => {
    const typed = new Typed();
    const a = typed.open("a.ts");
    const b = typed.open("b.ts");
    typed.replace(a, "two", "2");
    typed.now += 1_000;
    typed.replace(b, "nine\n", "");
    assert.deepEqual(typed.shown, ["b.ts\n-nine", "a.ts\n-two\n+2"]);
  });

  it("are one where the keys of one place made them, and several where they lie apart", () => {
    const typed = new Typed();
    const a = typed.open("a.ts");
    typed.replace(a, "two", "tw");
    typed.replace(a, "tw\n", "t\n");
    typed.replace(a, "t\n", "t2\nt3\n");
    typed.replace(a, "t2", "T2");
    typed.now += 1_000;
    typed.replace(a, "eight", "8");
    assert.deepEqual(typed.shown, ["a.ts\n-eight\n+8", "a.ts\n-two\n+T2\n+t3"]);
  });

  it("follow what comes and goes above them", () => {
    const typed = new Typed();
    const a = typed.open("a.ts");
    typed.replace(a, "nine", "9");
    typed.now += 1_000;
    typed.replace(a, "one\n", "");
    typed.now += 1_000;
    typed.replace(a, "9", "NINE");
    assert.deepEqual(typed.shown, ["a.ts\n-nine\n+NINE", "a.ts\n-one"]);
  });

  it("are gone once they are undone, be it long afterwards", () => {
    const typed = new Typed();
    const a = typed.open("a.ts");
    typed.replace(a, "two", "2");
    typed.replace(a, "nine\nten", "9");
    typed.now += 5 * MINUTE;
    typed.replace(a, "9", "nine\nten");
    assert.deepEqual(typed.shown, ["a.ts\n-two\n+2"]);
    typed.replace(a, "2", "two");
    assert.deepEqual(typed.shown, []);
  });

  it("aren't shown in their own file, after ten minutes, nor once it is closed", () => {
    const typed = new Typed();
    const a = typed.open("a.ts");
    typed.replace(a, "two", "2");
    assert.equal(typed.shown.length, 1);
    const own = { uri: a.uri, languageId: "typescript", text: a.getText(), cursor: 0 };
    assert.deepEqual(typed.edits.find(own), []);
    typed.now += 11 * MINUTE;
    assert.deepEqual(typed.shown, []);
    typed.replace(a, "2", "II");
    assert.equal(typed.shown.length, 1);
    typed.edits.forget(a.uri);
    assert.deepEqual(typed.shown, []);
  });

  it("aren't those of white space alone, nor those that are long", () => {
    const typed = new Typed();
    const a = typed.open("a.ts");
    typed.replace(a, "two", "  two\n");
    assert.deepEqual(typed.shown, []);
    typed.replace(a, "nine", "line\n".repeat(20));
    assert.deepEqual(typed.shown, []);
    const long = typed.open("long.ts", `${"x".repeat(100_000)}\n`);
    typed.change(long, 50_000, 50_001, "y");
    assert.deepEqual(typed.shown, []);
  });

  it("are small ones again in code that was written a while ago", () => {
    const typed = new Typed();
    const a = typed.open("a.ts");
    typed.replace(a, "nine", Array.from({ length: 20 }, (_, index) => `line ${index};`).join("\n"));
    typed.now += MINUTE;
    typed.replace(a, "line 7;", "line seven;");
    assert.deepEqual(typed.shown, ["a.ts\n-line 7;\n+line seven;"]);
  });

  it("are the last few of many", () => {
    const typed = new Typed();
    for (let index = 0; index < 30; index++) {
      typed.now += 1_000;
      typed.replace(typed.open(`${index}.ts`), "five", "5");
    }
    assert.deepEqual(
      typed.shown.map((text) => text.split("\n")[0]),
      ["29.ts", "28.ts", "27.ts", "26.ts"],
    );
    assert.ok([...typed.edits.uris()].length <= 12);
  });

  it("take the text back to what it was, whatever is typed", () => {
    const change = fc.tuple(
      fc.nat(),
      fc.nat({ max: 12 }),
      fc.string({ unit: fc.constantFrom("a", "\n", "b\n", " "), maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const typed = new Typed();
        const a = typed.open("a.ts");
        for (const [at, length, text] of changes) {
          const start = at % (a.getText().length + 1);
          typed.change(a, start, Math.min(a.getText().length, start + length), text);
        }
        typed.change(a, 0, a.getText().length, START);
        assert.deepEqual(typed.shown, []);
      }),
    );
  });
});
