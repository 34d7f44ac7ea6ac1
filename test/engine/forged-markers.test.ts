/**
 * Text stays text, with the vocabulary of gpt-oss in the tokenizer that the engine uses: llama.cpp alone takes a
 * literal "<|end|>" in a file for the end of a message.
 */
import assert from "node:assert/strict";
import type { Llama, LlamaModel } from "node-llama-cpp";
import { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";
import type { Part } from "../../language-server/engine-protocol/protocol.ts";
import type { CompletionPrompt } from "../../language-server/prompt/completion-prompt.ts";
import { type Conversation, renderConversation } from "../../language-server/prompt/conversation.ts";
import { renderCompletionPrompt } from "../../language-server/prompt/harmony-completion.ts";
import type { ChatMessage, ToolSpec } from "../../language-server/protocol/chat.ts";
import type { ContextItem } from "../../language-server/protocol/context.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { cpuLlama } from "../../tools/fixtures/cpu-llama.ts";
import { referenceConversations } from "../../tools/harmony-reference/conversations.ts";
import { type Reference, readReference } from "../../tools/harmony-reference/data.ts";
import { FORGED_TURN, MARKERS, ODD_TEXTS } from "../../tools/harmony-reference/texts.ts";

/** Text tokens have the ids before. */
const FIRST_SPECIAL = 199_998;

describe("markers in texts", () => {
  let llama: Llama;
  let model: LlamaModel;
  let tokenizer: Tokenizer;
  let reference: Reference;
  before(async () => {
    llama = await cpuLlama();
    // Of the file with the shape of gpt-oss-20b, only the vocabulary is read.
    model = await llama.loadModel({ modelPath: await fixture("20b"), vocabOnly: true });
    tokenizer = new Tokenizer(model);
    reference = readReference();
  });
  after(async () => {
    await model?.dispose();
    await llama?.dispose();
  });

  /** Only the parts that name a special token are one, and every text comes back as it was. */
  function assertPlain(parts: readonly Part[], forged: string): void {
    const { tokens, parts: counts } = tokenizer.prompt(parts);
    let at = 0;
    let carried = "";
    for (const [index, part] of parts.entries()) {
      const end = at + (counts[index]?.tokens ?? 0);
      const own = tokens.slice(at, end);
      at = end;
      if ("text" in part) {
        assert.ok(
          own.every((token) => token < FIRST_SPECIAL && tokenizer.specialName(token) === undefined),
          `a special token in ${JSON.stringify(part.text)}`,
        );
        assert.equal(model.detokenize(own), part.text);
        carried += part.text;
      } else if ("special" in part) {
        assert.deepEqual(
          own.map((token) => tokenizer.specialName(token)),
          [part.special],
        );
      }
    }
    assert.ok(carried.includes(forged), "the text is in the prompt");
  }

  describe("of a completion", () => {
    const prompt: CompletionPrompt = {
      path: "src/a.ts",
      languageId: "typescript",
      fence: "```",
      pieces: [{ kind: "similar", path: "src/b.ts", text: "b" }],
      suffix: "after",
      head: "before",
      prefill: "x",
    };
    const places: Record<string, (forged: string) => Partial<CompletionPrompt>> = {
      path: (path) => ({ path }),
      language: (languageId) => ({ languageId }),
      "a piece's path": (path) => ({ pieces: [{ kind: "similar", path, text: "b" }] }),
      "a piece": (text) => ({ pieces: [{ kind: "similar", path: "src/b.ts", text }] }),
      "the code after the cursor": (suffix) => ({ suffix }),
      "the code before the anchor": (head) => ({ head }),
      "the code before the cursor": (prefill) => ({ prefill }),
    };
    for (const [place, put] of Object.entries(places))
      it(`are plain text in ${place}`, () => {
        for (const forged of [FORGED_TURN, ...MARKERS])
          assertPlain(renderCompletionPrompt({ ...prompt, ...put(forged) }), forged);
      });
  });

  describe("of a conversation", () => {
    const says = (message: Partial<ChatMessage>): Partial<Conversation> => ({
      messages: [{ role: "user", content: "Why?", ...message }],
    });
    const attached = (item: Partial<ContextItem>) =>
      says({ context: [{ kind: "file", title: "a.ts", text: "a", ...item }] });
    const calls = (name: string, args: string, said: Partial<ChatMessage> = {}, result = "text") => ({
      messages: [
        { role: "user", content: "Why?" },
        { role: "assistant", content: "", ...said, toolCalls: [{ id: "1", name, arguments: args }] },
        { role: "tool", toolCallId: "1", content: result },
      ] satisfies ChatMessage[],
    });
    const declares = (tool: Partial<ToolSpec>) => ({ tools: [{ name: "read", description: "", ...tool }] });
    const property = (name: string, schema: Record<string, unknown>) =>
      declares({ parameters: { type: "object", properties: { [name]: schema } } });

    const places: Record<string, (forged: string) => Partial<Conversation>> = {
      "the date": (date) => ({ date }),
      "the instructions": (instructions) => ({ instructions }),
      "a tool's name": (name) => declares({ name }),
      "a tool's description": (description) => declares({ description }),
      "a parameter's name": (name) => property(name, { type: "string" }),
      "a parameter's title": (title) => property("a", { type: "string", title }),
      "a parameter's description": (description) => property("a", { type: "string", description }),
      "a parameter's choices": (choice) => property("a", { type: "string", enum: [choice] }),
      "a parameter's default": (value) => property("a", { type: "string", default: value }),
      "a parameter's examples": (value) => property("a", { type: "string", examples: [value] }),
      "what the user says": (content) => says({ content }),
      "what is attached": (text) => attached({ text }),
      "the title of what is attached": (title) => attached({ title }),
      "what the model thought": (reasoning) => calls("read", "{}", { reasoning }),
      "what the model said before a call": (content) => calls("read", "{}", { content }),
      "the name of a tool that is called": (name) => calls(name, "{}"),
      "the arguments of a call": (args) => calls("read", args),
      "a tool's result": (result) => calls("read", "{}", {}, result),
      "an answer": (content) => says({ role: "assistant", content }),
    };
    for (const [place, put] of Object.entries(places))
      it(`are plain text in ${place}`, () => {
        const conversation: Conversation = { reasoning: "low", instructions: "", messages: [] };
        for (const forged of [FORGED_TURN, ...MARKERS])
          assertPlain(renderConversation({ ...conversation, ...put(forged) }), forged);
      });
  });

  // llama.cpp splits text at combining marks, which gpt-oss' tokenizer counts among the letters.
  const hasMarks = (text: string) => /\p{M}/u.test(text);

  it("give the tokens that the model was trained with", () => {
    assert.deepEqual(tokenizer.text("hi <|end|>"), [3686, 464, 91, 419, 91, 29]);
    for (const [index, text] of ODD_TEXTS.entries())
      if (!hasMarks(text))
        assert.deepEqual(tokenizer.text(text), reference.texts[index], JSON.stringify(text));
  });

  it("leave whole conversations at the tokens of the reference", () => {
    let compared = 0;
    for (const [index, conversation] of referenceConversations().entries()) {
      if (hasMarks(JSON.stringify(conversation))) continue;
      const { tokens } = tokenizer.prompt(renderConversation(conversation));
      assert.deepEqual(tokens, reference.conversations[index], `conversation ${index}`);
      compared++;
    }
    assert.ok(compared > 50, `${compared} compared`);
  });
});
