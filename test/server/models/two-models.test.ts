/** A second model for suggestions alone, as an editor sees it. */
import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { ModelPlanBothRequest } from "../../../language-server/protocol/models.ts";
import { ModelSelectRequest, type ModelState } from "../../../language-server/protocol/status.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import type { ServerProcess } from "../support/client.ts";
import { TestEngine } from "../support/test-engine.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const ENGINE = { threads: 1, gpu: false };
const TEXT = "const before = 1;\nconst answer = ";
const END = { line: 1, character: "const answer = ".length };

const states = (server: ServerProcess, ...expected: ModelState[]) =>
  until(`the models are ${expected.join(" and ")}`, () => {
    const { state, completionModel } = server.status ?? {};
    return [state, completionModel?.state].join() === expected.join() ? server.status : undefined;
  });

describe("a model for suggestions alone, on an engine that is played", () => {
  const small = { name: "small", path: "/small.gguf", architecture: "qwen2", bytes: 1, chats: false };
  const ask = async (state: ModelState) => {
    await using workplace = await Workplace.create();
    await using engine = await TestEngine.start(workplace.path("run"));
    const completionModel = { state, model: { ...small, dialect: "infill" as const } };
    engine.status = { ...engine.status, completionModel };
    const settings = { model: { path: "/test.gguf" }, completion: { model: { path: small.path } } };
    const server = await workplace.server({ settings });
    await server.state("ready");
    engine.stream = { says: ["2;"] };
    await server.open(workplace.uri("a.ts"), TEXT);
    const item = await server.suggest(workplace.uri("a.ts"), END);
    const request = engine.requests.find(({ maxTokens }) => maxTokens > 0);
    assert.ok(request && Array.isArray(request.prompt));
    await server.end();
    const isInfill = request.prompt.some((part) => "infill" in part);
    return { text: item?.insertText, model: request.model, isInfill };
  };

  it("gets prompts of its own kind", async () => {
    assert.deepEqual(await ask("ready"), { text: "2;", model: "completion", isInfill: true });
  });

  it("leaves them to the other one, in that one's kind, where it failed", async () => {
    assert.deepEqual(await ask("failed"), { text: "2;", model: undefined, isInfill: false });
  });
});

describe("a model for suggestions alone", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  let large: string;
  let small: string;
  const settings = (path: string) => ({
    model: { path: large },
    completion: { model: { path } },
    engine: ENGINE,
  });

  before(async () => {
    large = await fixture("tiny");
    workplace = await Workplace.create();
    small = workplace.path("small.gguf");
    await copyFile(large, small);
    server = await workplace.server({ settings: settings(small) });
  });
  after(() => workplace[Symbol.asyncDispose]());

  it("is loaded at the start beside the other one, and writes the suggestions", async () => {
    await states(server, "ready", "ready");
    await server.open(workplace.uri("a.ts"), TEXT);
    await server.suggest(workplace.uri("a.ts"), END);
    const status = await until("it has a context", () =>
      server.status?.completionModel?.contexts?.length ? server.status : undefined,
    );
    assert.deepEqual(
      [status.contexts, status.completionModel?.contexts].map((all) => all?.map(({ lane }) => lane)),
      [["edit"], ["completion"]],
    );
  });

  it("is shown with the other one before it is chosen", async () => {
    const { plan, main } = await server.connection.sendRequest(ModelPlanBothRequest, { path: small });
    assert.deepEqual(
      [plan, main].map((each) => [each?.fit, each?.contexts.map(({ lane }) => lane)]),
      [
        ["cpu", ["completion"]],
        ["cpu", ["edit", "chat"]],
      ],
    );
  });

  it("is unloaded and loaded with the other one", async () => {
    await server.unload();
    await states(server, "unloaded", "unloaded");
    await server.load();
    await states(server, "ready", "ready");
  });

  it("that is no good changes nothing where it is chosen, and is told once where the settings name it", async () => {
    const missing = workplace.path("missing.gguf");
    const answer = await server.connection.sendRequest(ModelSelectRequest, {
      path: missing,
      model: "completion",
    });
    assert.equal(answer.completionModel?.state, "failed");
    assert.match(answer.completionModel.reason ?? "", /There is no file at .*missing\.gguf/);
    assert.equal((await states(server, "ready", "ready")).completionModel?.model?.path, small);
    assert.deepEqual(server.messages, []);
    await server.changeSettings(settings(missing));
    const told = await until("the reason is told", () =>
      server.status?.completionModel?.fix === "openSettings" ? server.status.completionModel : undefined,
    );
    assert.match(told.reason ?? "", /There is no file at .*missing\.gguf/);
    assert.match(
      told.advice ?? "",
      /small stays in use\. Change the setting ossicle\.completion\.model\.path\./,
    );
    assert.equal(server.messages.length, 1);
    await server.changeSettings(settings(""));
    await until("there is no second model, and its room is given back", () => {
      const { state, completionModel, plan } = server.status ?? {};
      const writesSuggestions = plan?.contexts.some(({ lane }) => lane === "completion");
      return state === "ready" && !completionModel && writesSuggestions ? true : undefined;
    });
  });
});
