import assert from "node:assert/strict";
import { LanguageModelTextPart } from "vscode";
import { respondParams } from "../../../../src/language-model/request.ts";

const messages = [{ role: 1, content: [new LanguageModelTextPart("Hello")], name: undefined }];
const TOOL = { name: "one", description: "First." };
const params = (options: object) => respondParams({ messages, options: { toolMode: 1, ...options } });

describe("a request of VS Code's language model API", () => {
  it("says who asks: VS Code's chat, VS Code itself, or another extension", () => {
    assert.equal(params({ requestInitiator: "github.copilot-chat" }).caller, "vscode");
    assert.equal(params({ requestInitiator: "GitHub.copilot-chat" }).caller, "vscode");
    assert.equal(params({ requestInitiator: "core" }).caller, "vscode");
    assert.equal(params({ requestInitiator: "somebody.else" }).caller, "extension");
    assert.equal(params({}).caller, "extension");
    assert.equal(params({ modelOptions: { _conversationId: "1" } }).caller, "vscode");
  });

  it("has the conversation and what the user chose beside the model", () => {
    const { conversationId, reasoningEffort } = params({
      modelOptions: { _conversationId: "1", _telemetryTurn: 2 },
      modelConfiguration: { reasoningEffort: "high" },
    });
    assert.deepEqual([conversationId, reasoningEffort], ["1", "high"]);
  });

  it("has what an extension chooses, as far as it can be chosen", () => {
    const asked = { temperature: 0, max_tokens: 50, reasoning_effort: "low" };
    const { temperature, maxTokens, reasoningEffort } = params({ modelOptions: asked });
    assert.deepEqual([temperature, maxTokens, reasoningEffort], [0, 50, "low"]);
    const odd = params({ modelOptions: { temperature: "warm", max_tokens: -1, reasoning_effort: "much" } });
    assert.deepEqual(odd, params({}));
  });

  it("may require a call, of one of its tools", () => {
    assert.equal(params({ toolMode: 2, tools: [TOOL] }).mustCall, true);
    assert.equal(params({ toolMode: 1, tools: [TOOL] }).mustCall, false);
    assert.equal(params({ toolMode: 2 }).mustCall, false);
  });
});
