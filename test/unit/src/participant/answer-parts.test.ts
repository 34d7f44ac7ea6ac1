import assert from "node:assert/strict";
import type { Answer, CallStep } from "../../../../src/chat/shared.ts";
import { type AnswerPart, AnswerParts } from "../../../../src/participant/answer-parts.ts";

const ANSWER: Answer = { role: "assistant", id: "a", steps: [], answer: "", reasoning: "" };
const NOTHING = { isQueued: false };
const END = { reason: "end" as const };

const read: CallStep = {
  kind: "call",
  id: "1",
  name: "repo_browser.open_file",
  arguments: "{}",
  aim: { kind: "read", path: "shop.ts" },
  reasoning: "",
  reasoningMs: 0,
  text: "",
};
const readDone: CallStep = {
  ...read,
  result: "…",
  facts: { kind: "read", path: "shop.ts", uri: "file:///w/shop.ts", first: 3, last: 9, lines: 40 },
};
const ran = (command: string, exitCode: number): CallStep => ({
  ...read,
  id: "2",
  name: "container.exec",
  aim: { kind: "run", command },
  result: "…",
  facts: { kind: "ran", command, state: "ended", exitCode, ms: 1_500, isSandboxed: false },
});

/** As the reader sees it: names of files in brackets. */
function shown(parts: readonly AnswerPart[]): string {
  return parts.map(plain).join("");
}

function plain(part: AnswerPart): string {
  switch (part.kind) {
    case "text":
      return part.text.replaceAll(/\\(.)/g, "$1");
    case "file":
      return `[${part.title}:${part.line}]`;
    case "reference":
      return "";
    case "progress":
      return `(${part.text})`;
  }
}

/** What all of these states say, one after the other. */
function said(...states: Partial<Answer>[]): string {
  const parts = new AnswerParts(true);
  return states.map((state) => shown(parts.next({ ...ANSWER, ...state }, NOTHING))).join("");
}

describe("an answer in VS Code's chat", () => {
  it("grows by what is new of its text", () => {
    assert.equal(said({ answer: "One" }, { answer: "One two" }, { answer: "One two", end: END }), "One two");
  });

  it("says once that a long prompt is evaluated", () => {
    const parts = new AnswerParts(true);
    const waiting = { isQueued: false, promptTokens: 12_000 };
    assert.equal(shown(parts.next(ANSWER, waiting)), `(Reading ${(12_000).toLocaleString()} tokens…)`);
    assert.equal(shown(parts.next(ANSWER, waiting)), "");
  });

  it("says once that the model thinks, and that another answer comes first", () => {
    assert.equal(said({ reasoning: "Hm" }, { reasoning: "Hm, yes" }, { answer: "Yes." }), "(Thinking…)Yes.");
    const parts = new AnswerParts(true);
    assert.equal(shown(parts.next(ANSWER, { isQueued: true })), "(Waiting for the answer of another chat…)");
    assert.equal(shown(parts.next(ANSWER, { isQueued: true })), "");
  });

  it("names a step while it runs, and keeps a line of it when it is done", () => {
    assert.equal(
      said({ answer: "I'll look." }, { steps: [{ ...read, text: "I'll look." }] }),
      "I'll look.(Reading shop.ts)",
    );
    assert.equal(
      said(
        { answer: "I'll look." },
        { steps: [{ ...read, text: "I'll look." }] },
        { steps: [{ ...readDone, text: "I'll look." }] },
        { steps: [{ ...readDone, text: "I'll look." }], answer: "Found it." },
      ),
      "I'll look.(Reading shop.ts)\n\n✓ Read [shop.ts:3] · 3–9\n\nFound it.",
    );
  });

  it("has lines after each other in one block, and a command as code", () => {
    assert.equal(
      said({ steps: [readDone, ran("npm test", 1)], answer: "Done.", end: END }),
      "✓ Read [shop.ts:3] · 3–9  \n✓ Ran `npm test` · exit 1 · 1.5 s\n\nDone.",
    );
    assert.ok(said({ steps: [ran("echo `date`", 0)] }).includes("`` echo `date` ``"));
  });

  it("has no line for a command that VS Code shows, but for one that it couldn't run", () => {
    const parts = new AnswerParts(false);
    const { facts: _, ...runs } = ran("npm test", 0);
    const states: Partial<Answer>[] = [
      { steps: [runs] },
      { steps: [ran("npm test", 0)] },
      { steps: [ran("npm test", 0)], answer: "Done." },
    ];
    assert.deepEqual(
      states.map((state) => shown(parts.next({ ...ANSWER, ...state }, NOTHING))),
      ["", "", "\n\nDone."],
    );
    const failed: CallStep = { ...runs, facts: { kind: "failed", reason: "No shell." } };
    assert.equal(
      shown(new AnswerParts(false).next({ ...ANSWER, steps: [failed] }, NOTHING)),
      "✗ Couldn't run `npm test` · No shell.",
    );
  });

  it("gives the lines that were read as a reference", () => {
    const parts = new AnswerParts(true).next({ ...ANSWER, steps: [readDone] }, NOTHING);
    assert.deepEqual(
      parts.filter(({ kind }) => kind === "reference"),
      [{ kind: "reference", uri: "file:///w/shop.ts", first: 3, last: 9 }],
    );
  });

  it("has a line for each file of a change", () => {
    const file = (path: string) => ({
      path,
      uri: `file:///w/${path}`,
      change: "changed" as const,
      added: 2,
      removed: 1,
    });
    const edited: CallStep = {
      ...read,
      aim: { kind: "edit", paths: ["a.ts", "b.ts"] },
      result: "…",
      facts: { kind: "edited", files: [file("a.ts"), file("b.ts")] },
    };
    assert.equal(said({ steps: [edited] }), "✓ Edited [a.ts:1] · +2 −1  \n✓ Edited [b.ts:1] · +2 −1");
  });

  it("says what failed and why, and what never came to its end", () => {
    const failed: CallStep = { ...read, result: "…", facts: { kind: "failed", reason: "It is a folder." } };
    assert.equal(said({ steps: [failed] }), "✗ Couldn't read shop.ts · It is a folder.");
    const reason = "cancelled" as const;
    assert.equal(said({ steps: [read], end: { reason } }), "✗ Reading shop.ts · interrupted");
  });

  it("says no word twice that the model writes again, and all of it where it writes something else", () => {
    assert.equal(
      said({ answer: "One two" }, { answer: "" }, { answer: "One" }, { answer: "One two three" }),
      "One two three",
    );
    assert.equal(said({ answer: "One two" }, { answer: "" }, { answer: "Three" }), "One two\n\nThree");
  });

  it("makes no markup of names", () => {
    const step: CallStep = {
      ...read,
      facts: { kind: "searched", query: "*a*", matches: 0, files: 0, isCut: false },
    };
    const [text] = new AnswerParts(true).next({ ...ANSWER, steps: [step] }, NOTHING).slice(1);
    assert.deepEqual(text, { kind: "text", text: '"\\*a\\*"' });
  });
});
