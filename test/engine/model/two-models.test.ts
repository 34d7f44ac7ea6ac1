/** A model for suggestions alone beside the one for everything. The tests share an engine. */
import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { ask, EngineBench, settingsFor, text, until } from "../support.ts";

const lanes = (status: ModelStatus["completionModel"]) => status?.plan?.contexts.map(({ lane }) => lane);
const states = ({ state, completionModel }: ModelStatus) => [state, completionModel?.state];

describe("engine: a model for suggestions alone", () => {
  let bench: EngineBench;
  let client: EngineClient;
  let large: string;
  let small: string;
  const both = () => ({ ...settingsFor(large), completionModel: small });
  const suggest = (prompt: string, maxTokens = 4) =>
    ask(client, [text(prompt)], { model: "completion", maxTokens });

  before(async () => {
    large = await fixture("tiny");
    bench = await EngineBench.create();
    small = join(bench.folder, "small.gguf");
    await copyFile(large, small);
    client = await bench.ready(large);
  });
  beforeEach(async () => {
    await client.configure(both(), true);
    await client.load("main");
    await client.load("completion");
    assert.deepEqual(states(client.status), ["ready", "ready"]);
  });
  after(() => bench?.end());

  it("is loaded beside the other one, each with its own plan and contexts", async () => {
    const { model, completionModel } = client.status;
    assert.deepEqual([model?.path, completionModel?.model?.path], [large, small]);
    assert.deepEqual([lanes(client.status), lanes(completionModel)], [["edit", "chat"], ["completion"]]);
    assert.equal((await suggest("works")).stopReason, "length");
    assert.deepEqual(
      client.status.completionModel?.contexts?.map(({ lane }) => lane),
      ["completion"],
    );
  });

  it("answers while the other one writes, which goes on afterwards", async () => {
    let heard = 0;
    let suggested: Promise<string> | undefined;
    const answer = await ask(client, [text("a long answer")], {
      lane: "chat",
      maxTokens: 40,
      onText: () => {
        heard++;
        suggested ??= suggest("meanwhile").then(({ stopReason }) => `${stopReason} ${heard < 40}`);
      },
    });
    assert.deepEqual([answer.stopReason, answer.counts.generatedTokens], ["length", 40]);
    assert.equal(await suggested, "length true");
  });

  it("is unloaded and loaded by itself, and the other one too", async () => {
    const settled = async (...expected: string[]) => {
      const isSo = () => states(client.status).join() === expected.join();
      await until(isSo, expected.join(" and "));
    };
    await client.unload("completion");
    await settled("ready", "unloaded");
    // What asks for it has it loaded again.
    assert.equal((await suggest("again")).stopReason, "unusable");
    await settled("ready", "ready");
    await client.unload("main");
    await settled("unloaded", "ready");
    assert.equal((await suggest("still")).stopReason, "length");
    await client.load("main");
    await settled("ready", "ready");
    assert.deepEqual(lanes(client.status), ["edit", "chat"]);
    // The one for everything can write suggestions all the same.
    assert.equal((await ask(client, [text("in the edits' context")], { maxTokens: 2 })).stopReason, "length");
  });

  it("is unloaded when nobody asks for it, and so is the other one, each in its own time", async () => {
    await client.configure({ ...both(), idleUnloadMinutes: 0.02 }, true);
    await client.load("main");
    while (client.status.state !== "unloaded") await suggest("still typing", 1);
    assert.notEqual(client.status.completionModel?.state, "unloaded");
    await until(() => states(client.status).join() === "unloaded,unloaded", "both to be idle");
    await suggest("typing again", 1);
    await until(() => client.status.completionModel?.state === "ready", "the one that is needed");
    assert.equal(client.status.state, "unloaded");
  });

  it("stays as it is where another one is no good, and says why", async () => {
    const missing = { ...settingsFor(large), completionModel: join(bench.folder, "missing.gguf") };
    const answer = await client.configure(missing, true);
    assert.deepEqual(states(answer), ["ready", "failed"]);
    assert.match(answer.completionModel?.reason ?? "", /There is no file at .*missing\.gguf/);
    await until(() => states(client.status).join() === "ready,ready", "the model that was loaded");
    assert.deepEqual([client.status.completionModel?.model?.path, client.settings], [small, both()]);
  });

  it("leaves suggestions to the other one where its file is missing from the start, and says why", async () => {
    await client.configure(settingsFor(large), true);
    const missing = { ...settingsFor(large), completionModel: join(bench.folder, "missing.gguf") };
    const { completionModel } = await client.configure(missing, true);
    assert.match(completionModel?.reason ?? "", /There is no file at .*missing\.gguf/);
    assert.deepEqual(
      [states(client.status), lanes(client.status)],
      [
        ["ready", "failed"],
        ["completion", "edit", "chat"],
      ],
    );
    assert.equal((await ask(client, [text("by the other one")], { maxTokens: 2 })).stopReason, "length");
    // It comes while nobody has chosen anything else.
    await copyFile(large, missing.completionModel);
    await until(() => states(client.status).join() === "ready,ready", "the file to be loaded");
    assert.deepEqual(lanes(client.status), ["edit", "chat"]);
  });

  it("gives the other one its memory back when it is no longer chosen", async () => {
    await client.configure(settingsFor(large), true);
    assert.deepEqual(
      [states(client.status), lanes(client.status)],
      [
        ["ready", undefined],
        ["completion", "edit", "chat"],
      ],
    );
    assert.equal((await ask(client, [text("by the other one")], { maxTokens: 2 })).stopReason, "length");
  });

  it("is left alone by another window that starts, and changed by one whose user chooses", async () => {
    const other = join(bench.folder, "other.gguf");
    await copyFile(large, other);
    const window = bench.client(large, { completionModel: other });
    await window.start();
    assert.deepEqual([states(window.status), window.settings], [["ready", "ready"], both()]);
    const { completionModel } = await window.configure({ ...both(), completionModel: other }, true);
    assert.deepEqual([completionModel?.state, completionModel?.model?.path], ["ready", other]);
    await until(() => client.settings.completionModel === other, "the first window to know");
    assert.equal(client.status.completionModel?.model?.path, other);
    await window.dispose();
  });

  it("is none where it is the same file", async () => {
    await client.configure({ ...settingsFor(large), completionModel: large }, true);
    assert.deepEqual(
      [client.status.completionModel, lanes(client.status)],
      [undefined, ["completion", "edit", "chat"]],
    );
  });

  it("comes back with the other one after the engine was lost", async () => {
    const pid = await bench.pid();
    process.kill(pid, "SIGKILL");
    await until(() => client.status.isRestarting === true, "the loss to be noticed");
    await until(() => states(client.status).join() === "ready,ready", "both models");
    assert.notEqual(await bench.pid(), pid);
    assert.equal((await suggest("works")).stopReason, "length");
  });
});
