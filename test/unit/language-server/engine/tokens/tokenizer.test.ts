import assert from "node:assert/strict";
import fc from "fast-check";
import type { LlamaModel, Token } from "node-llama-cpp";
import { TokenStream } from "../../../../../language-server/engine/tokens/tokenizer.ts";

/** A model whose tokens are the given bytes. Bytes that are no character become U+FFFD, as in llama.cpp's binding. */
function streamOf(tokens: readonly Uint8Array[]): string[] {
  const detokenize = (ids: readonly Token[]) =>
    Buffer.concat(ids.map((id) => tokens[id] ?? new Uint8Array())).toString();
  const stream = new TokenStream({ detokenize } as unknown as LlamaModel, []);
  return [...tokens.map((_, id) => stream.push(id as Token)), stream.flush()];
}

function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + (lengths[i % lengths.length] ?? 1);
    tokens.push(bytes.subarray(at, end));
    at = end;
  }
  return tokens;
}

const hex = (text: string) => text.split(" ").map((token) => Buffer.from(token, "hex"));
const text = fc.string({
  unit: fc.constantFrom("a", "é", "რ", "字", "😀", "\u0000", "\u{10FFFF}"),
  maxLength: 20,
});
const lengths = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });

describe("token stream", () => {
  it("gives a character whose bytes are several tokens with the last of them", () => {
    assert.deepEqual(streamOf(hex("61 f09f 98 80 62")), ["a", "", "", "😀", "b", ""]);
  });

  it("does not hold back what comes before a character that is cut", () => {
    assert.deepEqual(streamOf(hex("68c3 a9")), ["h", "é", ""]);
  });

  it("gives every character whole when tokens end one and begin the next", () => {
    // Georgian in gpt-oss' own tokens.
    const tokens = hex("e18392e18395 e183a0e183 a0e183 a0e183 a3e183 96 e1839d");
    assert.equal(streamOf(tokens).join(""), "გვრრრუზო");
    assert.equal(streamOf(tokens)[1], "რ");
  });

  it("gives any text whole, however it is cut into tokens, and never half a character", () => {
    fc.assert(
      fc.property(text, lengths, (whole, sizes) => {
        const pieces = streamOf(cut(Buffer.from(whole), sizes));
        assert.equal(pieces.join(""), whole);
        for (const piece of pieces) assert.ok(!piece.includes("\uFFFD"));
      }),
    );
  });

  it("gives bytes that are no text as U+FFFD, like a decoder that sees them all at once", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), lengths, (bytes, sizes) => {
        assert.equal(streamOf(cut(bytes, sizes)).join(""), Buffer.from(bytes).toString());
      }),
    );
  });
});
