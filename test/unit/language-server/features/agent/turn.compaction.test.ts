/** A turn that goes on for longer than the context holds. */
import assert from "node:assert/strict";
import type { AgentEvent } from "../../../../../language-server/protocol/agent.ts";
import type { ChatMessage } from "../../../../../language-server/protocol/chat.ts";
import { final, open, type Played, play, type Said, TestHost, tokens, wholePrompt } from "./played-agent.ts";

type Compacted = Extract<AgentEvent, { kind: "compacted" }>;

const SUMMING_UP = /Write a summary that takes the place of all/;
const QUESTION = "Why does it fail?";
const CONTEXT_TOKENS = 8_192;

/** The model opens a new file with each step, and sums up when it is asked to. */
async function session(steps: number, change: Parameters<typeof play>[1] = {}) {
  const host = new TestHost();
  for (let index = 0; index < steps; index++) host.files.set(`${index}.ts`, `file ${index} `.repeat(150));
  let opened = 0;
  let summaries = 0;
  const next = (prompt: string): Said => {
    if (SUMMING_UP.test(prompt)) return `Summary ${++summaries}.<|return|>`;
    return opened < steps ? open(`${opened++}.ts`, "Look.") : final("So.");
  };
  const played = await play(Array(steps * 2).fill(next), {
    host,
    contextTokens: CONTEXT_TOKENS,
    messages: [{ role: "user", content: QUESTION }],
    ...change,
  });
  return { ...played, opened };
}

const compactions = ({ events }: Pick<Played, "events">) =>
  events.filter((event): event is Compacted => event.kind === "compacted");

describe("a turn that fills the context", () => {
  it("is summed up again and again, and every step is done", async () => {
    const played = await session(35);
    assert.deepEqual([played.result.answer, played.opened], ["So.", 35]);
    assert.ok(compactions(played).length >= 2, `${compactions(played).length} times`);
    for (const prompt of played.prompts) assert.ok(tokens(prompt) < CONTEXT_TOKENS);
    for (const { before, after } of compactions(played)) {
      assert.ok(before > CONTEXT_TOKENS * 0.75, `${before} before`);
      assert.ok(after <= CONTEXT_TOKENS * 0.6, `${after} after`);
    }
  });

  it("the question and the last two steps stay, and the summary stands for the rest", async () => {
    const played = await session(35);
    const [first] = compactions(played);
    const at = played.prompts.findIndex((prompt) => SUMMING_UP.test(prompt));
    const after = played.prompts[at + 1] ?? "";
    assert.match(after, /Summary 1\./);
    assert.match(after, /Why does it fail\?/);
    const seen = [...after.matchAll(/"path":"(\d+)\.ts"/g)].map(([, number]) => Number(number));
    const called = [...(played.prompts[at] ?? "").matchAll(/"path":"(\d+)\.ts"/g)].map(([, number]) =>
      Number(number),
    );
    assert.deepEqual(seen, called.slice(-2));
    // Ids count from 1, and the call before the first one that stays is the last one that is left out.
    assert.equal(first?.upTo, `call-${seen[0]}`);
  });

  it("the summary is made of what the engine has already, and its prompt goes on from the last one", async () => {
    const { prompts } = await session(20);
    const at = prompts.findIndex((prompt) => SUMMING_UP.test(prompt));
    const before = prompts[at - 1]?.replace(/<\|start\|>assistant$/, "") ?? "";
    assert.ok(prompts[at]?.startsWith(before));
  });

  it("a second summary is made with the first one in sight", async () => {
    const { prompts } = await session(35);
    const [, second] = prompts.filter((prompt) => SUMMING_UP.test(prompt));
    assert.match(second ?? "", /Summary 1\./);
  });

  it("the next turn goes on from where this one was cut", async () => {
    const played = await session(20);
    const messages: ChatMessage[] = [{ role: "user", content: QUESTION }];
    for (const event of played.events) {
      if (event.kind === "call")
        messages.push({
          role: "assistant",
          content: event.text,
          reasoning: event.reasoning,
          toolCalls: [event.call],
        });
      if (event.kind === "result")
        messages.push({ role: "tool", content: event.result, toolCallId: event.callId });
    }
    messages.push(
      { role: "assistant", content: played.result.answer },
      { role: "user", content: "And now?" },
    );
    const summary = compactions(played).at(-1)?.summary ?? "";
    const { firstMessage } = played.result;
    const upTo = messages.findIndex(({ toolCallId }) => toolCallId === compactions(played).at(-1)?.upTo);
    assert.equal(firstMessage, upTo + 1);
    const next = await wholePrompt({
      conversationId: "c",
      requestId: "r",
      mode: "agent",
      messages,
      summary,
      firstMessage,
    });
    const warmed = played.turn
      .historyAfter(played.result)
      .map((part) => ("text" in part ? part.text : "special" in part ? part.special : ""))
      .join("");
    assert.ok(next.startsWith(warmed), `${warmed}\n\n${next}`);
    assert.ok(tokens(next) < CONTEXT_TOKENS * 0.75);
  });

  it("a model that writes no summary: what was asked and done stands in its place", async () => {
    let opened = 0;
    const host = new TestHost();
    for (let index = 0; index < 20; index++) host.files.set(`${index}.ts`, `file ${index} `.repeat(150));
    const next = (prompt: string): Said => {
      if (SUMMING_UP.test(prompt)) return "<|return|>";
      return opened < 20 ? open(`${opened++}.ts`) : final("So.");
    };
    const played = await play(Array(40).fill(next), {
      host,
      messages: [{ role: "user", content: QUESTION }],
    });
    const [first] = compactions(played);
    assert.match(
      first?.summary ?? "",
      /The user asked: Why does it fail\?\nYou called repo_browser\.open_file/,
    );
    assert.equal(played.result.answer, "So.");
  });

  it("a conversation of earlier turns is summed up before the first step", async () => {
    const long = "word ".repeat(2_500);
    const messages: ChatMessage[] = [
      ...[0, 1].flatMap((): ChatMessage[] => [
        { role: "user", content: long },
        { role: "assistant", content: "Yes." },
      ]),
      { role: "user", content: QUESTION },
    ];
    const played = await session(1, { messages });
    assert.equal(compactions(played)[0]?.upTo, undefined);
    assert.equal(played.result.firstMessage, 4);
    assert.equal(played.result.answer, "So.");
  });

  it("stopped while it is summed up, nothing is left out", async () => {
    const stop = new AbortController();
    const played = await session(20, {
      signal: stop.signal,
      onToken: (said) => {
        if (said.startsWith("Summary")) stop.abort();
      },
    });
    assert.deepEqual([played.result.stopReason, compactions(played).length], ["cancelled", 0]);
    assert.equal(played.result.firstMessage, 0);
  });
});
