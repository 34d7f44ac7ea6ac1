/**
 * Pieces of this repository's own code are taken out, and a model writes them, or something that is nearly right: more
 * than is asked for, the same again, a fence, other line ends. Whatever it says, what is shown fits where it is shown.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { unmatchedBrackets } from "../../../../../../language-server/context/brackets.ts";
import { StopRules } from "../../../../../../language-server/features/completion/answer/stop-rules.ts";
import { tidyAnswer } from "../../../../../../language-server/features/completion/answer/tidy.ts";
import {
  type Insertion,
  trimAnswer,
} from "../../../../../../language-server/features/completion/answer/trim.ts";
import {
  type CursorContext,
  cursorContext,
} from "../../../../../../language-server/features/completion/cursor-context.ts";
import { insertionOf } from "../../../../../../language-server/features/completion/insertion.ts";
import { AnswerTree } from "../../../../../../language-server/features/completion/known/answer-tree.ts";
import { NOT_ASKED } from "../../../../../../language-server/features/completion/outcome.ts";
import { OpenDocument } from "../../../../../../language-server/lsp/files/open-document.ts";

const ROOT = new URL("../../../../../../", import.meta.url);
const FILES: [path: string, languageId: string][] = [
  ["language-server/features/completion/service.ts", "typescript"],
  ["language-server/context/brackets.ts", "typescript"],
  ["media/chat/composer/composer.tsx", "typescriptreact"],
  ["media/chat/header/menu.tsx", "typescriptreact"],
  ["media/chat/composer/composer.css", "css"],
  ["tools/small-model/training/edits.py", "python"],
  ["tools/small-model/training/data.py", "python"],
];
const SOURCES = FILES.map(([path, languageId]) => ({
  text: readFileSync(new URL(path, ROOT), "utf8").replaceAll("\r\n", "\n"),
  languageId,
}));

/** A file with a piece taken out. */
interface Gap {
  languageId: string;
  before: string;
  gap: string;
  after: string;
}

const gap: fc.Arbitrary<Gap> = fc
  .record({
    source: fc.constantFrom(...SOURCES),
    at: fc.nat(),
    lines: fc.nat(4),
    within: fc.nat(),
    to: fc.nat(),
  })
  .map(({ source: { text, languageId }, at, lines: count, within, to }) => {
    const lines = text.split("\n");
    const first = at % lines.length;
    const start = lines.slice(0, first).reduce((length, line) => length + line.length + 1, 0);
    const line = lines[first] ?? "";
    const tokens = [...line.matchAll(/\w+|[^\w\s]/g)].map(({ index }) => index);
    const from = start + (tokens[within % Math.max(1, tokens.length)] ?? 0);
    const lineEnd = start + lines.slice(first, first + 1 + count).join("\n").length;
    const later = tokens.map((index) => start + index).filter((index) => index > from);
    const end = count === 4 ? (later[to % Math.max(1, later.length)] ?? lineEnd) : lineEnd;
    return { languageId, before: text.slice(0, from), gap: text.slice(from, end), after: text.slice(end) };
  })
  .filter((taken) => taken.gap.trim() !== "");

/** One that leaves no bracket and no string open, as users do who write something anew. */
const wholeGap = gap.filter(({ languageId, gap: taken }) => {
  const { openers, closers, open } = unmatchedBrackets(taken, languageId);
  return (
    /^[^"'`]*\w[^"'`]*$|^\w.*\w$/s.test(taken) &&
    openers.length === 0 &&
    closers.length === 0 &&
    open === undefined
  );
});

type Says = (taken: Gap) => string;
const RIGHT: Says = (taken) => taken.gap;
const GOES_ON: Says = (taken) => taken.gap + taken.after.slice(0, 300);
const SAYS: Says[] = [
  RIGHT,
  GOES_ON,
  (taken) => taken.gap + taken.gap,
  (taken) => `${taken.gap}\n${taken.gap}`,
  (taken) => `${taken.gap}\n\`\`\`\nThat is all.`,
  (taken) => GOES_ON(taken).replaceAll("\n", "\r\n"),
  (taken) => GOES_ON(taken).replaceAll("  ", "\t"),
  (taken) => taken.gap + (taken.after.split("\n", 1)[0] ?? "") + taken.after.slice(0, 200),
  (taken) => taken.gap.replace(/[)\]}]/g, ")"),
  (taken) => `${taken.gap};${taken.after.slice(0, 60)}`,
  (taken) => taken.gap.slice(0, Math.ceil(taken.gap.length / 2)),
];

function contextOf(text: string, cursor: number, languageId: string): CursorContext {
  const document = new OpenDocument("file:///w/a", languageId, 1, text);
  const indentation = { tabSize: 2, insertSpaces: true };
  const context = cursorContext(document, document.positionAt(cursor), { indentation });
  return "whyNone" in context ? assert.fail(context.whyNone) : context;
}

/** As it comes in pieces, until a rule ends it. */
function answered(context: CursorContext, says: string, pieceLength: number): string {
  const rules = new StopRules(context);
  for (let length = pieceLength; ; length += pieceLength) {
    const said = says.slice(0, length);
    const stop = rules.check(said, length >= says.length);
    if (stop) return tidyAnswer(said.slice(0, stop.end), context);
    if (length >= says.length) return tidyAnswer(says, context);
  }
}

const accept = (text: string, cursor: number, { text: inserted, replaced }: Insertion) =>
  text.slice(0, cursor) + inserted + text.slice(cursor + replaced);

/** Without white space at the ends of lines, and blank lines. */
const said = (text: string) => text.replace(/[ \t\r]+$/gm, "").replace(/\n+/g, "\n");

describe("in real code", function () {
  this.timeout(60_000);

  it("what is shown is new, in the file's own line ends, and deletes nothing", () => {
    fc.assert(
      fc.property(
        gap,
        fc.constantFrom(...SAYS),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        (taken, says, eol, cut, pieceLength) => {
          const before = taken.before.replaceAll("\n", eol);
          const text = before + taken.after.replaceAll("\n", eol);
          const context = contextOf(text, before.length, taken.languageId);
          const insertion = trimAnswer(answered(context, says(taken), pieceLength), { ...context, cut });
          if (!insertion) return;
          assert.notEqual(insertion.text.trim(), "");
          assert.notEqual(said(accept(text, before.length, insertion)), said(text));
          assert.doesNotMatch(insertion.text.replaceAll(eol, ""), /[\r\n]/);
          assert.doesNotMatch(insertion.text, /^ *\t/m, "the file has no tabs");
          assert.ok(insertion.replaced <= context.rest.length);
          let from = 0;
          for (const character of context.rest.slice(0, insertion.replaced).replace(/\s/g, "")) {
            from = insertion.text.indexOf(character, from) + 1;
            assert.ok(from > 0, "all that is replaced is written again");
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it("the right answer fills the gap, or its beginning, however much comes behind it", () => {
    fc.assert(
      fc.property(
        wholeGap,
        fc.constantFrom(RIGHT, GOES_ON),
        fc.integer({ min: 1, max: 40 }),
        (taken, says, pieceLength) => {
          const text = taken.before + taken.after;
          const context = contextOf(text, taken.before.length, taken.languageId);
          const insertion = trimAnswer(answered(context, says(taken), pieceLength), {
            ...context,
            cut: false,
          });
          if (!insertion) return;
          const accepted = accept(text, taken.before.length, insertion);
          if (said(accepted) === said(taken.before + taken.gap + taken.after)) return;
          assert.equal(insertion.replaced, 0);
          assert.ok(
            said(taken.gap).startsWith(said(insertion.text).trimEnd()),
            JSON.stringify({
              ...taken,
              before: taken.before.slice(-200),
              after: taken.after.slice(0, 200),
              insertion,
            }),
          );
        },
      ),
      { numRuns: 600 },
    );
  });

  it("whoever types some of it gets the same with the rest", () => {
    fc.assert(
      fc.property(wholeGap, fc.constantFrom(RIGHT, GOES_ON), fc.nat(), (taken, says, typed) => {
        const cursor = taken.before.length;
        const text = taken.before + taken.after;
        const context = contextOf(text, cursor, taken.languageId);
        const answer = { text: answered(context, says(taken), 7), cut: false, asked: NOT_ASKED };
        const insertion = trimAnswer(answer.text, { ...context, cut: false });
        if (insertion?.replaced !== 0) return;
        const tree = new AnswerTree();
        tree.add(context, answer);
        const length = typed % insertion.text.length;
        const along = text.slice(0, cursor) + insertion.text.slice(0, length) + text.slice(cursor);
        const here = contextOf(along, cursor + length, taken.languageId);
        const [known] = tree.find(here);
        const rest = known && insertionOf(known, here);
        if (!rest) return;
        assert.equal(said(accept(along, cursor + length, rest)), said(accept(text, cursor, insertion)));
      }),
      { numRuns: 600 },
    );
  });
});
