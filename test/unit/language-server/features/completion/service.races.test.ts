/**
 * A user types through suggestions, accepts them in pieces, goes back, undoes, jumps and switches files, at any pace,
 * beside a model that writes slowly. Whatever is shown is what the model has answered for exactly this text, and who
 * waits for a suggestion gets one.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { GrownPlace, Suggestion } from "../../../../../language-server/features/completion/types.ts";
import { OpenDocument } from "../../../../../language-server/lsp/files/open-document.ts";
import { Editor } from "./editor.ts";
import { promptText, type Request } from "./scripted-engine.ts";

const START = "first line\nsecond line\n\nlast line\n";
const OTHER = "file:///w/src/b.ts";

const PACE_MS = 10;

interface State {
  text: string;
  cursor: number;
}

/** What the model has answered, and for which text. */
interface Answered {
  before: string;
  after: string;
  answer: string;
}

/** The end of the text before the cursor, as the prompt has it, with what the model had begun to write. */
function endOf(request: Request): string {
  const prompt = promptText(request);
  const fence = "```typescript\n";
  return prompt.slice(prompt.lastIndexOf(fence) + fence.length) + (request.continueWith ?? "");
}

/** What of a prompt's end stands behind a text. */
function begunAfter(before: string, end: string): string {
  const length = Array.from({ length: end.length + 1 }, (_, n) => end.length - n).find((kept) =>
    before.endsWith(end.slice(0, kept)),
  );
  return end.slice(length);
}

type Step = { does: string; amount: number; waits: number };

const DOES = [
  "types along",
  "types along",
  "types along",
  "types something else",
  "goes back",
  "undoes",
  "accepts",
  "accepts a word",
  "accepts a line",
  "jumps",
  "looks elsewhere",
  "switches",
  "asks again",
  "gives up",
];

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(...DOES),
  amount: fc.nat(6),
  waits: fc.constantFrom(0, 10, 60, 100, 250, 250, 700),
});

class User implements Disposable {
  readonly editor = new Editor(START.replace("\n\n", "\n|\n"), {
    onGrown: (place) => this.#asksAgain(place),
  });
  /** What was there before each change, by the document. */
  readonly #before = new Map<OpenDocument, State[]>();
  readonly #others = [new OpenDocument(OTHER, "typescript", 1, START.replaceAll("line", "row"))];
  /** What is shown for the text as it is. */
  #shown: Suggestion | null = null;
  #cancel = new AbortController();
  readonly #answered: Answered[] = [];
  readonly pending: Promise<unknown>[] = [];
  shown = 0;
  grown = 0;

  constructor() {
    this.editor.others.push(...this.#others);
    this.editor.engine.script = (request) => ({ text: this.#answers(request), paceMs: PACE_MS });
  }

  /** No two answers are the same, or begin with what another one has written: that would be an echo. */
  #answers(request: Request): string {
    const n = this.#answered.length;
    const said = n % 3 === 0 ? `${n}one ${n}two\n${`${n}three `.repeat(9)}four` : `${n}one ${n}two`;
    const { text, cursor } = request.lane === "warm" ? this.#whenAccepted() : this.editor;
    const before = text.slice(0, cursor);
    const begun = begunAfter(before, endOf(request));
    this.#answered.push({ before, after: text.slice(cursor), answer: begun + said });
    return said;
  }

  #whenAccepted(): State {
    const { text, cursor } = this.editor;
    const accepted = this.#shown?.insertText ?? assert.fail("Only what is shown can be accepted.");
    return {
      text: text.slice(0, cursor) + accepted + text.slice(cursor),
      cursor: cursor + accepted.length,
    };
  }

  async does({ does, amount, waits }: Step): Promise<void> {
    const shown = this.#shown?.insertText ?? "";
    const { editor } = this;
    if (does === "types along") this.#type(shown.slice(0, amount) || "x");
    else if (does === "types something else") this.#type(["x", " ", "\n", "al"][amount % 4] ?? "");
    else if (does === "goes back") this.#change(() => editor.backspace(Math.min(amount, editor.cursor)));
    else if (does === "undoes") this.#undo();
    else if (does === "accepts") this.#accept();
    else if (does === "accepts a word") this.#type(/^\s*\S*/.exec(shown)?.[0] ?? "");
    else if (does === "accepts a line") this.#type(/^\n?[^\n]*/.exec(shown)?.[0] ?? "");
    else if (does === "jumps") editor.cursor = (amount * 7) % (editor.text.length + 1);
    else if (does === "switches") this.#switch();
    else if (does === "looks elsewhere") editor.cursor = (amount * 11) % (editor.text.length + 1);
    // An editor asks where something is typed.
    if (does === "gives up" || does === "looks elsewhere") this.#cancel.abort();
    else this.#ask();
    await this.waits(waits);
    this.#rests();
  }

  /** The client says where the cursor rests, also where it has asked, or where the user types along. */
  #rests(): void {
    const { service, document, cursor } = this.editor;
    service.cursorMoved(document, document.positionAt(cursor));
  }

  /** In steps, in each of which the model may write. */
  async waits(ms: number): Promise<void> {
    for (let passed = 0; passed <= ms; passed += PACE_MS) await this.editor.pass(PACE_MS);
  }

  #type(text: string): void {
    this.#change(() => this.editor.type(text));
  }

  #accept(): void {
    const suggestion = this.#shown;
    if (suggestion) this.#change(() => this.editor.accept(suggestion));
  }

  #change(change: () => void): void {
    const { document, text, cursor } = this.editor;
    this.#before.set(document, [...(this.#before.get(document) ?? []), { text, cursor }]);
    change();
  }

  #undo(): void {
    const { editor } = this;
    const state = this.#before.get(editor.document)?.pop();
    if (!state) return;
    editor.replace(0, editor.text.length, state.text);
    editor.cursor = state.cursor;
  }

  #switch(): void {
    const { editor } = this;
    const other = editor.others.shift() ?? assert.fail();
    editor.others.push(editor.document);
    editor.document = other;
    editor.cursor = other.getText().length;
  }

  /** Asks as an editor does after each step: the request before is cancelled, and what it showed is gone. */
  #ask(): void {
    this.#cancel.abort();
    this.#cancel = new AbortController();
    this.#shown = null;
    const { signal } = this.#cancel;
    const { document, cursor } = this.editor;
    const { version } = document;
    const { service } = this.editor;
    const before = service.last;
    const asked = service.suggest(this.editor.request(), signal).then((suggestion) => {
      if (signal.aborted || document.version !== version) return;
      if (!suggestion) return assert.notEqual(service.last, before, "who waits was forgotten");
      this.#isRight(suggestion, document, cursor);
      this.#shown = suggestion;
      this.shown++;
    });
    this.pending.push(asked);
  }

  /** The rest of what is shown is there: an editor asks for it where the user still is. */
  #asksAgain({ uri, version, position }: GrownPlace): void {
    const { document, cursor } = this.editor;
    const isHere = document.uri === uri && document.version === version;
    if (!isHere || document.offsetAt(position) !== cursor || !this.#shown) return;
    this.grown++;
    this.#ask();
  }

  /** A suggestion is the rest of an answer whose beginning stands before the cursor. */
  #isRight({ insertText, range }: Suggestion, document: OpenDocument, cursor: number): void {
    assert.deepEqual(range, { start: document.positionAt(cursor), end: document.positionAt(cursor) });
    const now = document.getText();
    const before = now.slice(0, cursor);
    const isRestOf = (answered: Answered) => {
      const typed = before.slice(answered.before.length);
      return (
        before.startsWith(answered.before) &&
        now.slice(cursor) === answered.after &&
        answered.answer.startsWith(typed) &&
        answered.answer.slice(typed.length).startsWith(insertText)
      );
    };
    assert.ok(
      this.#answered.some(isRestOf),
      `${JSON.stringify(insertText)} is no answer after ${JSON.stringify(before.slice(-60))}`,
    );
  }

  [Symbol.dispose](): void {
    this.editor[Symbol.dispose]();
  }
}

describe("whatever the user does, and when", () => {
  it("a suggestion is what the model has answered for this very text, and nothing goes on for nobody", async () => {
    let [shown, grown] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        using user = new User();
        for (const step of steps) await user.does(step);
        await user.waits(1_500);
        await Promise.all(user.pending);
        assert.equal(user.editor.engine.running, 0);
        shown += user.shown;
        grown += user.grown;
      }),
      { numRuns: 60 },
    );
    assert.ok(shown > 200 && grown > 5, `${shown} suggestions were shown, and ${grown} have grown`);
  }).timeout(60_000);
});
