import assert from "node:assert/strict";
import { KeptSteps } from "../../../../../language-server/features/language-model/kept-steps.ts";
import { plainView, toldConversation } from "../../../../../language-server/features/language-model/told.ts";
import type { RespondParams } from "../../../../../language-server/protocol/language-model.ts";

const call = (id: string, a: number) => ({ kind: "call" as const, id, name: "read", input: { a } });
const result = (callId: string) => ({ kind: "result" as const, callId, text: "text" });
const params = (messages: RespondParams["messages"], more: Partial<RespondParams> = {}): RespondParams => ({
  requestId: "1",
  caller: "vscode",
  mustCall: false,
  tools: [],
  messages,
  ...more,
});
const round = (id: string, a: number): RespondParams["messages"] => [
  { role: "assistant", parts: [call(id, a)] },
  { role: "user", parts: [result(id)] },
];
const told = (request: RespondParams, steps = new KeptSteps(), view = plainView([])) =>
  toldConversation(request, "conversation", view, steps, "medium");

describe("a request as the model is told it", () => {
  it("has calls as the model has written them, where that is known", () => {
    const steps = new KeptSteps();
    const known = {
      id: "1",
      name: "repo_browser.open_file",
      arguments: '{"path":"a"}',
      channel: "analysis" as const,
    };
    steps.keep({ calls: [known], written: [] });
    const { messages, kept } = told(params([...round("1", 1), ...round("2", 2)]), steps);
    const calls = messages.flatMap(({ toolCalls = [] }) => toolCalls);
    assert.deepEqual(calls, [
      { id: "1", name: "repo_browser.open_file", arguments: '{"path":"a"}' },
      { id: "2", name: "read", arguments: '{"a":2}' },
    ]);
    assert.deepEqual([...kept.keys()], [messages[0]]);
  });

  it("shows each call's own result, also where an id comes again", () => {
    const view = { ...plainView([]), resultOf: ({ input }: { input: object }) => JSON.stringify(input) };
    const { messages } = told(params([...round("1", 1), ...round("1", 2)]), new KeptSteps(), view);
    const results = messages.filter(({ role }) => role === "tool").map(({ content }) => content);
    assert.deepEqual(results, ['{"a":1}', '{"a":2}']);
  });

  it("is thought about as the caller wants, but for a title", () => {
    const messages: RespondParams["messages"] = [{ role: "user", parts: [{ kind: "text", text: "Why?" }] }];
    const high = params(messages, { reasoningEffort: "high" });
    assert.equal(told(high).reasoning, "high");
    assert.equal(told(params(messages)).reasoning, "medium");
    assert.equal(toldConversation(high, "side", plainView([]), new KeptSteps(), "high").reasoning, "low");
  });
});
