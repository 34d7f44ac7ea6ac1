/** A session of the agent on the real engine: what a step evaluates. */
import assert from "node:assert/strict";
import type { AgentHost } from "../../../language-server/features/agent/host.ts";
import type { AgentEvent } from "../../../language-server/protocol/agent.ts";
import type { ChatMessage } from "../../../language-server/protocol/chat.ts";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import { answerParts, session } from "../../../tools/fixtures/scripted/session.ts";
import { AgentClient } from "../support/agent-client.ts";
import { user } from "../support/chat-client.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const exec = (thought: string, ...command: string[]) => ({
  thought,
  call: "container.exec",
  arguments: JSON.stringify({ command }),
});

describe("a session of the agent on an engine", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  let options: Parameters<Workplace["server"]>[0];
  before(async () => {
    workplace = await Workplace.create();
    const steps = session([
      exec("I run the tests.", "npm", "test"),
      exec("One more time.", "npm", "run", "lint"),
      { thought: "All is well.", answer: "It works." },
    ]);
    const again = [{ text: " again?" }, { special: "<|end|>" }, ...answerParts({ answer: "Yes." })];
    steps.at(-1)?.push(again);
    const path = await scriptedFixture({ sequences: [], steps });
    options = { settings: { model: { path }, engine: { threads: 1, gpu: false } } };
    server = await workplace.server(options);
    await server.state("ready");
  });
  after(() => workplace?.[Symbol.asyncDispose]());

  it("evaluates nothing but new tokens in each step, and only its question in the next turn", async () => {
    const output = "1 passing ".repeat(200);
    const host: Partial<AgentHost> = {
      exec: async () => ({ kind: "ended", exitCode: 0, output, ms: 1, isSandboxed: false }),
    };
    using agent = new AgentClient(server, host);
    const question = user("Does it work?");
    const ran = await agent.run([question], { temperature: 0 });
    assert.equal(ran.answer, "It works.");
    const { chat } = await server.stats();
    const used = ran.events.findLast((event) => event.kind === "context")?.usedTokens ?? 0;
    assert.ok(used > 1_000, `${used} tokens`);
    // Each token of the context went through the model once; a draft may be in vain.
    assert.ok(
      chat.evaluatedTokens <= used * 1.05,
      `${chat.evaluatedTokens} evaluated, ${used} in the context`,
    );

    await until("the answer is warmed", async () => (await server.stats()).warm.requests > 0 || undefined);
    const messages = [question, ...stepsOf(ran.events), { role: "assistant" as const, content: ran.answer }];
    const next = await agent.run([...messages, user("Once again?")], { temperature: 0 });
    assert.equal(next.answer, "Yes.");
    assert.ok(next.evaluatedTokens < 40, `${next.evaluatedTokens} evaluated for a question`);
  });

  it("goes on beside one of another window, each with its own steps", async () => {
    const other = await workplace.server(options);
    await other.state("ready");
    const ran = await Promise.all(
      [server, other].map(async (window, index) => {
        const commands: string[] = [];
        const exec: AgentHost["exec"] = async ({ command }) => {
          commands.push(command.join(" "));
          return { kind: "ended", exitCode: 0, output: `of window ${index}`, ms: 1, isSandboxed: false };
        };
        using agent = new AgentClient(window, { exec }, `window-${index}`);
        const { answer, events } = await agent.run([user("Does it work?")], { temperature: 0 });
        const results = events.flatMap((event) => (event.kind === "result" ? [event.result] : []));
        return { answer, commands, isOwn: results.every((result) => result.includes(`of window ${index}`)) };
      }),
    );
    const expected = { answer: "It works.", commands: ["npm test", "npm run lint"], isOwn: true };
    assert.deepEqual(ran, [expected, expected]);
  });
});

function stepsOf(events: readonly AgentEvent[]): ChatMessage[] {
  return events.flatMap((event): ChatMessage[] => {
    if (event.kind === "call")
      return [
        { role: "assistant", content: event.text, reasoning: event.reasoning, toolCalls: [event.call] },
      ];
    return event.kind === "result" ? [{ role: "tool", content: event.result, toolCallId: event.callId }] : [];
  });
}
