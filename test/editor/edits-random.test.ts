/** Whatever a user types while an edit is under way, and wherever: it is there afterwards, as they typed it. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { commands, Range, type TextDocument, window, workspace } from "vscode";
import { EDITED, FUNCTION_HEAD } from "../workbench/script.ts";
import { until } from "../workbench/until.ts";
import { edit, lenses, openExactly, rangeOf, whileModelIsHeld } from "./editing.ts";
import { askAndAccept, CURSOR, closeEverything, openFile } from "./person.ts";

const RUNS = 8;
const TIMEOUT_MS = 180_000;
const BODY = '  throw new Error("later");\n}\n';
/** Stands in nothing else; whoever types in the code types this. */
const TYPED = "§";

interface Typing {
  where: "before" | "after" | "inside";
  /** How far into that part of the text. */
  at: number;
  text: string;
  removed: number;
  pauseMs: number;
}

const typing: fc.Arbitrary<Typing> = fc.record({
  where: fc.oneof(
    { weight: 5, arbitrary: fc.constant<"before">("before") },
    { weight: 5, arbitrary: fc.constant<"after">("after") },
    { weight: 1, arbitrary: fc.constant<"inside">("inside") },
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  text: fc.constantFrom("x", "\n", "const y = 2;\n", "🎉", "\t", "  return left + right;\n", "é"),
  removed: fc.nat(3),
  pauseMs: fc.nat(30),
});

/** The text in its three parts, as the user alone has made it. */
class Person {
  readonly document: TextDocument;
  before: string;
  after: string;
  typedInside = 0;

  constructor(document: TextDocument) {
    this.document = document;
    const text = document.getText();
    const at = text.indexOf(BODY);
    this.before = text.slice(0, at);
    this.after = text.slice(at + BODY.length);
  }

  get inside(): string {
    return this.document.getText().slice(this.before.length, -this.after.length);
  }

  async type(typed: Typing): Promise<void> {
    await delay(typed.pauseMs);
    const editor = await window.showTextDocument(this.document);
    // A change that comes in between moves the places: the user then types the same again.
    await until("it is typed", async () => {
      const { start, end, text, done } = this.#placed(typed);
      const range = new Range(this.document.positionAt(start), this.document.positionAt(end));
      if (!(await editor.edit((builder) => builder.replace(range, text)))) return undefined;
      done();
      return true;
    });
  }

  #placed({ where, at, text, removed }: Typing) {
    if (where === "inside") {
      // Not at its edges, which belong to the text around.
      const start = this.before.length + 1 + Math.floor(at * (this.inside.length - 2));
      return { start, end: start, text: TYPED, done: () => this.typedInside++ };
    }
    const part = this[where];
    // The text keeps its first and last line.
    const first = wholeCharacter(part, 1 + Math.floor(at * (part.length - 2)));
    const last = wholeCharacter(part, Math.min(first + removed, part.length - 1));
    const offset = where === "before" ? 0 : this.document.getText().length - part.length;
    const done = () => {
      this[where] = part.slice(0, first) + text + part.slice(last);
    };
    return { start: offset + first, end: offset + last, text, done };
  }
}

/** Nobody types within a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code < 0xe000 ? offset - 1 : offset;
}

describe("editor: typing while an edit is under way", function () {
  this.timeout(TIMEOUT_MS);
  before(async () => {
    await askAndAccept(await openFile("before.ts", `${FUNCTION_HEAD}  return${CURSOR}`));
  });
  afterEach(async () => {
    await workspace.saveAll(false);
    await closeEverything();
  });

  it("keeps the user's text, wherever it is typed", async () => {
    const some = fc.array(typing, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(some, some, async (first, then) => {
        const document = await openExactly(
          "typed.ts",
          `// Ein Gruß 👋\n${FUNCTION_HEAD}${BODY}\nconst one = 1;\n`,
        );
        const person = new Person(document);
        await whileModelIsHeld(async () => {
          await edit(document, rangeOf(document, BODY));
          for (const typed of first) await person.type(typed);
        });
        // Now the answer comes, some time.
        for (const typed of then) await person.type(typed);
        await until("the edit is over", async () =>
          /writing/.test(await lenses(document)) ? undefined : true,
        );
        const text = document.getText();
        assert.ok(text.startsWith(person.before), "what is before it");
        assert.ok(text.endsWith(person.after), "what is after it");
        const inside = person.inside;
        assert.equal(inside.split(TYPED).length - 1, person.typedInside, "what was typed in it");
        const rest = inside.replaceAll(TYPED, "");
        if (person.typedInside === 0) assert.equal(rest, `${EDITED}\n`);
        else assert.ok([`${EDITED}\n`, BODY].includes(rest), rest);
        await workspace.saveAll(false);
        await closeEverything();
      }),
      { numRuns: RUNS },
    );
  });

  it("keeps what was typed beside the change when that is rejected", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(typing, { maxLength: 8 }), async (typings) => {
        const document = await openExactly(
          "rejected.ts",
          `// Ein Gruß 👋\n\n${FUNCTION_HEAD}${BODY}\n\nconst one = 1;\n`,
        );
        const person = new Person(document);
        await edit(document, rangeOf(document, BODY));
        await until("it is edited", async () => /Reject/.test(await lenses(document)) || undefined);
        for (const typed of typings.filter(({ where }) => where !== "inside")) await person.type(typed);
        const changed = document.getText();
        assert.equal(changed, `${person.before}${EDITED}\n${person.after}`);
        await commands.executeCommand("ossicle.rejectAllChanges", document.uri.toString());
        assert.equal(document.getText(), person.before + BODY + person.after);
        await workspace.saveAll(false);
        await closeEverything();
      }),
      { numRuns: RUNS },
    );
  });
});
