import assert from "node:assert/strict";
import type { Part } from "../../../../../language-server/engine-protocol/protocol.ts";
import { evaluatedPrompt } from "../../../../../language-server/features/seen-prompts/pieces.ts";

const all = (tokens: number) => ({ reused: tokens, tokens });
const none = (tokens: number) => ({ reused: 0, tokens });

describe("a prompt as the engine evaluated it", () => {
  const prompt: Part[] = [
    { special: "<|start|>" },
    { text: "user" },
    { checkpoint: true },
    { special: "<|message|>" },
    { text: "const sum = a + b" },
  ];

  it("has special tokens by name, and ends its reused beginning within a part", () => {
    const parts = [all(1), all(1), all(0), all(1), { reused: 4, tokens: 6, freshLength: 4 }];
    assert.deepEqual(evaluatedPrompt(prompt, parts), {
      pieces: [
        { text: "<|start|>", isMarker: true },
        { text: "user", isMarker: false },
        { text: "<|message|>", isMarker: true },
        { text: "const sum = a + b", isMarker: false },
      ],
      reusedLength: "<|start|>user<|message|>const sum = a".length,
    });
  });

  it("reused nothing, or all of it", () => {
    assert.equal(evaluatedPrompt(prompt, [none(1), none(1), none(0), none(1), none(6)]).reusedLength, 0);
    assert.equal(
      evaluatedPrompt(prompt, [all(1), all(1), all(0), all(1), all(6)]).reusedLength,
      "<|start|>user<|message|>const sum = a + b".length,
    );
  });

  it("names the tokens that the model has for a place, and leaves out what it has none for", () => {
    const infill: Part[] = [
      { start: true },
      { heading: "repository", text: "shop" },
      { heading: "file", text: "a.ts\n" },
      { unheaded: "// a.ts\n" },
      { infill: "prefix" },
      { text: "let a" },
      { infill: "middle" },
    ];
    const parts = [
      none(0),
      none(0),
      { ...all(4), special: "<|file_sep|>" },
      none(0),
      { ...all(1), special: "<|fim_prefix|>" },
      none(2),
      { ...none(1), special: "<|fim_middle|>" },
    ];
    const { pieces, reusedLength } = evaluatedPrompt(infill, parts);
    assert.deepEqual(
      pieces.map(({ text, isMarker }) => [text, isMarker]),
      [
        ["<|file_sep|>", true],
        ["a.ts\n", false],
        ["<|fim_prefix|>", true],
        ["let a", false],
        ["<|fim_middle|>", true],
      ],
    );
    assert.equal(reusedLength, "<|file_sep|>a.ts\n<|fim_prefix|>".length);
  });

  it("is what the engine made of messages", () => {
    const parts = [
      { ...all(3), text: "<|im_start|>user\n", isFrame: true },
      { reused: 1, tokens: 2, text: "Why <|im_end|>?", isFrame: false, freshLength: 12 },
      { ...none(2), text: "<|im_end|>\n", isFrame: true },
    ];
    assert.deepEqual(evaluatedPrompt({ messages: [{ role: "user", text: "Why <|im_end|>?" }] }, parts), {
      pieces: [
        { text: "<|im_start|>user\n", isMarker: true },
        { text: "Why <|im_end|>?", isMarker: false },
        { text: "<|im_end|>\n", isMarker: true },
      ],
      reusedLength: "<|im_start|>user\nWhy".length,
    });
  });
});
