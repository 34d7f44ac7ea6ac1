import assert from "node:assert/strict";
import type { Part } from "../../../../../../language-server/engine-protocol/protocol.ts";
import {
  describeReuse,
  sentPieces,
} from "../../../../../../language-server/features/completion/asking/reuse-report.ts";

const PROMPT: Part[] = [
  { special: "<|start|>" },
  { text: "user" },
  { checkpoint: true },
  { special: "<|message|>" },
  { text: "const sum = a + b" },
];
const BEFORE: Part[] = [...PROMPT.slice(0, -1), { text: "const sum = a" }];

const reusedAll = (tokens: number) => ({ reused: tokens, tokens });

describe("the report of what the cache served", () => {
  it("is all when everything was there", () => {
    const parts = [reusedAll(1), reusedAll(1), reusedAll(0), reusedAll(1), reusedAll(6)];
    assert.deepEqual(describeReuse(sentPieces(PROMPT, parts), sentPieces(BEFORE, parts)), [
      { text: "<|start|>user<|message|>const sum = a + b", reused: true },
    ]);
  });

  it("is nothing for a first prompt", () => {
    const parts = [1, 1, 0, 1, 6].map((tokens) => ({ reused: 0, tokens }));
    assert.deepEqual(
      describeReuse(sentPieces(PROMPT, parts), undefined).filter(({ reused }) => reused),
      [],
    );
  });

  it("divides a part where it differs from the prompt before", () => {
    const parts = [reusedAll(1), reusedAll(1), reusedAll(0), reusedAll(1), { reused: 4, tokens: 6 }];
    assert.deepEqual(describeReuse(sentPieces(PROMPT, parts), sentPieces(BEFORE, parts)), [
      { text: "<|start|>user<|message|>const sum = a", reused: true },
      { text: " + b", reused: false },
    ]);
  });

  it("is the prompt's text, whatever the engine counted", () => {
    for (const parts of [[], [reusedAll(1)], [{ reused: 1, tokens: 2 }]]) {
      const text = describeReuse(sentPieces(PROMPT, parts), undefined).map((piece) => piece.text);
      assert.equal(text.join(""), "<|start|>user<|message|>const sum = a + b");
    }
  });

  it("is what the engine made of messages", () => {
    const prompt = { messages: [{ role: "user", text: "Why?" }] } as const;
    const sent = sentPieces({ messages: [...prompt.messages] }, [
      { text: "<|im_start|>user\n", reused: 3, tokens: 3 },
      { text: "Why?", reused: 0, tokens: 2 },
    ]);
    assert.deepEqual(describeReuse(sent, undefined), [
      { text: "<|im_start|>user\n", reused: true },
      { text: "Why?", reused: false },
    ]);
  });

  it("leaves out what the model has no token for", () => {
    const prompt: Part[] = [
      { heading: "file", text: "a.ts\n" },
      { unheaded: "// a.ts\n" },
      { text: "let a" },
    ];
    const sent = sentPieces(prompt, [reusedAll(0), reusedAll(4), reusedAll(2)]);
    assert.deepEqual(describeReuse(sent, undefined), [{ text: "// a.ts\nlet a", reused: true }]);
  });
});
