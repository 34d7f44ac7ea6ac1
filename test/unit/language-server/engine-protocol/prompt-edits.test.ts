import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type PromptEdit,
  ReceivedPrompts,
  SentPrompts,
  UnknownPromptError,
} from "../../../../language-server/engine-protocol/prompt-edits.ts";

/** Both ends, with a socket between them. */
class Ends {
  sent = new SentPrompts();
  received = new ReceivedPrompts();
  #id = 0;

  /** As the client does it: what isn't known is sent whole. */
  send(session: string, prompt: unknown): { prompt: unknown; edits: PromptEdit[] } {
    const id = ++this.#id;
    const edits: PromptEdit[] = [];
    for (;;) {
      const edit = this.sent.edit(session, id, prompt);
      edits.push(edit);
      assert.ok(edits.length <= 2, "sent whole once");
      // As it crosses the socket.
      const crossed: PromptEdit = JSON.parse(JSON.stringify(edit));
      try {
        return { prompt: this.received.read(session, id, crossed), edits };
      } catch (error) {
        assert.ok(error instanceof UnknownPromptError);
        this.sent.forget(session);
      }
    }
  }
}

const promptOf = (typed: string) => [
  { special: "<|start|>" },
  { text: "head\n".repeat(500) },
  { text: typed },
];
const length = (edits: PromptEdit[]) => edits.reduce((sum, { more }) => sum + more.length, 0);

describe("a prompt that goes over the socket", () => {
  it("is read as it was sent, whatever was sent before and whichever end has forgotten it", () => {
    const piece = fc.constantFrom("a", '"', "\n", "\\", "😀", "\ud83d", "\ude00", "longer text ");
    const prompt = fc.array(
      fc.array(piece).map((pieces) => ({ text: pieces.join("") })),
      { maxLength: 3 },
    );
    const step = fc.record({
      session: fc.integer({ min: 0, max: 20 }).map(String),
      prompt,
      loses: fc.constantFrom(undefined, undefined, undefined, "sent", "received"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ends = new Ends();
        for (const { session, prompt: wanted, loses } of steps) {
          if (loses === "sent") ends.sent = new SentPrompts();
          if (loses === "received") ends.received = new ReceivedPrompts();
          assert.deepEqual(ends.send(session, wanted).prompt, wanted);
        }
      }),
    );
  });

  it("is what was typed, in a session that goes on", () => {
    const ends = new Ends();
    ends.send("a.ts", promptOf("con"));
    ends.send("b.ts", promptOf("let"));
    assert.ok(length(ends.send("a.ts", promptOf("cons")).edits) < 10);
    assert.ok(length(ends.send("b.ts", promptOf("le")).edits) < 10);
  });

  it("is whole again once, where the other end has lost the one before", () => {
    const ends = new Ends();
    ends.send("a.ts", promptOf("con"));
    ends.received = new ReceivedPrompts();
    const lost = ends.send("a.ts", promptOf("cons"));
    assert.deepEqual(lost.prompt, promptOf("cons"));
    assert.equal(lost.edits.length, 2);
    assert.equal(ends.send("a.ts", promptOf("const")).edits.length, 1);
  });

  it("never goes on from another one than the sender means", () => {
    const received = new ReceivedPrompts();
    received.read("a.ts", 1, { kept: 0, more: '["one"]' });
    const others: [session: string, edit: PromptEdit][] = [
      ["b.ts", { after: 1, kept: 2, more: "]" }],
      ["a.ts", { after: 2, kept: 2, more: "]" }],
      ["a.ts", { after: 1, kept: 8, more: "]" }],
    ];
    for (const [session, edit] of others)
      assert.throws(() => received.read(session, 3, edit), UnknownPromptError);
  });

  it("isn't remembered where it is very long, nor are those of more sessions than a user works in", () => {
    const ends = new Ends();
    const long = promptOf("x".repeat(300_000));
    ends.send("long.ts", long);
    assert.ok(length(ends.send("long.ts", long).edits) > 300_000);
    for (let session = 0; session < 50; session++) ends.send(String(session), promptOf("a"));
    assert.ok(length(ends.send("0", promptOf("ab")).edits) > 1_000);
    assert.ok(length(ends.send("49", promptOf("ab")).edits) < 10);
  });
});
