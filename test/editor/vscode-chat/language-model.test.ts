/** The model as another extension has it. */
import assert from "node:assert/strict";
import {
  CancellationTokenSource,
  type LanguageModelChat,
  LanguageModelChatMessage,
  LanguageModelChatToolMode,
  LanguageModelError,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
} from "vscode";
import { until } from "../../workbench/until.ts";
import { whileModelIsHeld } from "../editing.ts";
import { useScript } from "./model.ts";
import { ASKED, CALLED } from "./script.ts";

const TOOL = {
  name: CALLED.tool,
  description: "How the weather will be.",
  inputSchema: { type: "object", properties: { place: { type: "string" } }, required: ["place"] },
};
const user = (text: string) => LanguageModelChatMessage.User(text);

describe("editor: the model for other extensions", () => {
  const model = useScript();

  async function parts(...asked: Parameters<LanguageModelChat["sendRequest"]>): Promise<unknown[]> {
    const { stream } = await model().sendRequest(...asked);
    const all: unknown[] = [];
    for await (const part of stream) all.push(part);
    return all;
  }

  const said = (all: readonly unknown[]) =>
    all.map((part) => (part instanceof LanguageModelTextPart ? part.value : "")).join("");

  it("has its name, its family and the size of its context", () => {
    const { vendor, name, family, maxInputTokens } = model();
    assert.deepEqual([vendor, family], ["ossicle", "gptoss"]);
    assert.match(name, /^gpt-oss/);
    assert.ok(maxInputTokens > 1_000, String(maxInputTokens));
  });

  it("answers", async () => {
    assert.equal(said(await parts([user(ASKED.question)])), ASKED.answer);
  });

  it("calls a tool, and answers with its result", async () => {
    const tools = [TOOL];
    const asked = [user(CALLED.question)];
    const all = await parts(asked, { tools, toolMode: LanguageModelChatToolMode.Auto });
    const [call, ...more] = all.filter((part) => part instanceof LanguageModelToolCallPart);
    assert.ok(call);
    assert.deepEqual([more.length, call.name, call.input], [0, CALLED.tool, CALLED.input]);
    assert.equal(said(all), "");
    const result = new LanguageModelToolResultPart(call.callId, [new LanguageModelTextPart(CALLED.result)]);
    const then = [LanguageModelChatMessage.Assistant([call]), LanguageModelChatMessage.User([result])];
    assert.equal(said(await parts([...asked, ...then], { tools })), CALLED.answer);
  });

  it("stops when it is told to", async () => {
    const source = new CancellationTokenSource();
    await whileModelIsHeld(async () => {
      const all = parts([user(ASKED.question)], {}, source.token);
      source.cancel();
      assert.equal(said(await all.catch(() => [])), "");
    });
  });

  it("counts tokens, exactly once it had the time", async () => {
    const words = " return".repeat(100);
    await until("they are counted", async () => (await model().countTokens(words)) === 100 || undefined);
    assert.ok((await model().countTokens(user(words))) > 100);
  });

  it("says of the API's own kind what doesn't fit", async () => {
    const words = " return".repeat(model().maxInputTokens * 2);
    await assert.rejects(parts([user(words)]), (error: unknown) => {
      assert.ok(error instanceof LanguageModelError, String(error));
      assert.match(error.message, /^The request has \d[\d,]* tokens/);
      return true;
    });
  });
});
