import assert from "node:assert/strict";
import type {
  GenerateParams,
  GenerateResult,
} from "../../../../../language-server/engine-protocol/protocol.ts";
import { generateAnswer } from "../../../../../language-server/features/chat/generate-answer.ts";
import type { Conversation } from "../../../../../language-server/prompt/conversation.ts";
import type { ChatDialect } from "../../../../../language-server/prompt/dialects.ts";
import type { ChatDelta } from "../../../../../language-server/protocol/chat.ts";
import type { StopReason } from "../../../../../language-server/protocol/status.ts";
import { tokensOf } from "../../prompt/answer-tokens.ts";
import { promptText } from "../completion/scripted-engine.ts";

type Said = string | { says: string; stopReason: StopReason };

const THOUGHT = "<|channel|>analysis<|message|>Hm.";
const CONVERSATION: Conversation = {
  reasoning: "low",
  instructions: "",
  messages: [{ role: "user", content: "Why?" }],
};

/** What comes of it when the model says this to the first request, to the second one, and so on. */
async function answerOf(
  said: Said[],
  change: Partial<Conversation & { dialect: ChatDialect; maxTokens: number; signal: AbortSignal }> = {},
) {
  const {
    dialect = "harmony",
    maxTokens = 100,
    signal = new AbortController().signal,
    ...conversation
  } = change;
  const requests: Omit<GenerateParams, "id">[] = [];
  const deltas: [ChatDelta["channel"], string][] = [];
  const engine: Parameters<typeof generateAnswer>[0] = {
    generate: async (request, { onTokens }): Promise<GenerateResult> => {
      const now = said[requests.length] ?? "";
      requests.push(request);
      const { says, stopReason } = typeof now === "string" ? { says: now, stopReason: "end" as const } : now;
      const tokens = tokensOf(says);
      for (const token of tokens) onTokens?.([token]);
      const counts = { promptTokens: 50, reusedTokens: 40, draftedTokens: 0, acceptedTokens: 0 };
      return {
        stopReason,
        counts: { ...counts, generatedTokens: tokens.length, firstTokenMs: 5, totalMs: 100 },
        forwardPasses: 0,
        evaluatedTokens: 0,
        parts: [],
      };
    },
  };
  const generated = await generateAnswer(
    engine,
    {
      lane: "chat",
      session: "s",
      conversation: { ...CONVERSATION, ...conversation },
      dialect,
      maxTokens,
    },
    signal,
    (channel, text) => deltas.push([channel, text]),
  );
  const { answer, stopReason, cutReason, counts } = generated;
  return {
    shown: [answer.reasoning, answer.answer, cutReason ?? stopReason],
    streamed: deltas,
    counts,
    requests,
  };
}

describe("an answer", () => {
  it("is drafted from its conversation", async () => {
    const { requests } = await answerOf(["Hello."]);
    assert.equal(requests[0]?.draft, "input");
  });
});

describe("an answer of which the model has only thought", () => {
  it("is begun for it, behind its thoughts", async () => {
    const { shown, streamed, requests } = await answerOf([THOUGHT, "So."]);
    assert.deepEqual(shown, ["Hm.", "So.", "end"]);
    assert.deepEqual(streamed, [
      ["reasoning", "Hm."],
      ["answer", "So."],
    ]);
    const [first = "", second = ""] = requests.map(promptText);
    assert.equal(
      second,
      `${first}<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>`,
    );
    assert.equal(requests[1]?.session, requests[0]?.session);
  });

  it("is begun where not even a thought has come", async () => {
    const { shown, requests } = await answerOf(["", "So."]);
    assert.deepEqual(shown, ["", "So.", "end"]);
    assert.match(requests.map(promptText)[1] ?? "", /<\|start\|>assistant<\|channel\|>final<\|message\|>$/);
  });

  it("is begun once: then there is none", async () => {
    const { shown, requests } = await answerOf([THOUGHT, "<|channel|>analysis<|message|>Well."]);
    assert.deepEqual([shown, requests.length], [["Hm.\n\nWell.", "", "noAnswer"], 2]);
  });

  it("counts as one answer, within its limit", async () => {
    const { counts, requests } = await answerOf([THOUGHT, "So."], { maxTokens: 10 });
    assert.deepEqual(
      requests.map(({ maxTokens }) => maxTokens),
      [10, 6],
    );
    assert.deepEqual(
      [counts.promptTokens, counts.reusedTokens, counts.generatedTokens, counts.firstTokenMs, counts.totalMs],
      [50, 40, 5, 5, 200],
    );
    assert.deepEqual((await answerOf([THOUGHT], { maxTokens: 4 })).shown, ["Hm.", "", "noAnswer"]);
  });

  for (const stopReason of ["cancelled", "length", "context", "engineLost", "unusable"] as const)
    it(`isn't begun where the generation has ended otherwise: ${stopReason}`, async () => {
      const { requests } = await answerOf([{ says: THOUGHT, stopReason }]);
      assert.equal(requests.length, 1);
    });

  it("isn't begun behind a call, nor within an answer that goes on", async () => {
    const tools = [{ name: "read", description: "", parameters: { type: "object", properties: {} } }];
    const call = "<|channel|>commentary to=functions.read<|message|>{}<|call|>";
    assert.equal((await answerOf([call], { tools })).requests.length, 1);
    const cut: Conversation["messages"] = [...CONVERSATION.messages, { role: "assistant", content: "So" }];
    assert.equal((await answerOf([""], { messages: cut })).requests.length, 1);
  });

  it("is asked for without thinking where the model has a chat template", async () => {
    const { shown, requests } = await answerOf(["<think>Hm.</think>", "So."], { dialect: "template" });
    assert.deepEqual(shown, ["Hm.", "So.", "end"]);
    assert.deepEqual(
      requests.map(({ prompt }) => ("prefill" in prompt ? prompt.prefill : undefined)),
      [undefined, ""],
    );
    // Without a thought, it would be the same question again.
    assert.deepEqual((await answerOf([""], { dialect: "template" })).requests.length, 1);
  });
});

describe("an answer whose channel isn't told", () => {
  it("is shown as it comes", async () => {
    const { shown, streamed } = await answerOf([`${THOUGHT}<|end|><|start|>assistant<|message|>So.`]);
    assert.deepEqual(shown, ["Hm.", "So.", "end"]);
    assert.deepEqual(streamed, [
      ["reasoning", "Hm."],
      ["answer", "So."],
    ]);
  });

  it("was a thought once an answer follows", async () => {
    const { shown } = await answerOf([
      "<|message|>I look.<|end|><|start|>assistant<|channel|>final<|message|>So.",
    ]);
    assert.deepEqual(shown, ["I look.", "So.", "end"]);
  });

  it("is what the model writes without any marker", async () => {
    const { shown, requests } = await answerOf(["The answer is 42."]);
    assert.deepEqual([shown, requests.length], [["", "The answer is 42.", "end"], 1]);
  });
});
