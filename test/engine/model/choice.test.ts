/** What becomes of a choice of model while another one is loaded. The tests share an engine, with `tiny` loaded. */
import assert from "node:assert/strict";
import { copyFile, stat, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import { modelFiles } from "../../../language-server/engine-protocol/split-names.ts";
import { factsOf, readCatalog, totalBytes } from "../../../language-server/features/models/catalog.ts";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import { fixture, splitFixture } from "../../../tools/fixtures/cache.ts";
import { proseOf } from "../../../tools/fixtures/prose.ts";
import { ask, EngineBench, settingsFor, text, until } from "../support.ts";

describe("engine: its choice of model", () => {
  let bench: EngineBench;
  let client: EngineClient;
  let tiny: string;
  let spoiled = 0;
  before(async () => {
    tiny = await fixture("tiny");
    bench = await EngineBench.create();
    client = await bench.ready(tiny);
  });
  beforeEach(async () => {
    const { state, model } = await client.configure(settingsFor(tiny), true);
    assert.deepEqual([state, model?.path], ["ready", tiny]);
    // Incomplete, and another one each time: to find that out takes far longer than the next choice does to come.
    const bad = join(bench.folder, "bad.gguf");
    await copyFile(tiny, bad);
    await truncate(bad, (await stat(tiny)).size - ++spoiled);
  });
  after(() => bench?.end());

  it("keeps the loaded model when another one is no good, and says why", async () => {
    const bad = join(bench.folder, "not-a-model.gguf");
    await writeFile(bad, "not a model");
    const answer = await client.configure(settingsFor(bad), true);
    assert.equal(answer.state, "failed");
    assert.match(answer.reason ?? "", /not-a-model\.gguf is not a GGUF file/);
    await until(() => client.status.state === "ready", "the old model");
    assert.equal(client.status.model?.path, tiny);
    assert.equal((await ask(client, [text("works")], { maxTokens: 1 })).stopReason, "length");
  });

  it("falls back to what is loaded when two choices in a row are no good, not to the first of them", async () => {
    const paths = ["first.gguf", "second.gguf"].map((name) => join(bench.folder, name));
    const [first, second] = await Promise.all(paths.map((path) => client.configure(settingsFor(path), true)));
    // Who chose the first hears of it, where the second had not come yet, or of the second.
    assert.deepEqual([first?.state, second?.state], ["failed", "failed"]);
    assert.match(first?.reason ?? "", /(?:first|second)\.gguf/);
    assert.match(second?.reason ?? "", /second\.gguf/);
    await until(() => client.status.state === "ready", "the model that is loaded");
    assert.deepEqual([client.status.model?.path, client.settings], [tiny, settingsFor(tiny)]);
    assert.equal((await ask(client, [text("works")], { maxTokens: 1 })).stopReason, "length");
  });

  it("uses the good choice that comes while a bad one loads, and tells who made the bad one", async () => {
    const other = join(bench.folder, "other.gguf");
    await copyFile(tiny, other);
    const answers = await Promise.all([
      client.configure(settingsFor(join(bench.folder, "bad.gguf")), true),
      client.configure(settingsFor(other), true),
    ]);
    assert.deepEqual(
      answers.map(({ state, model }) => [state, model?.path]),
      [
        ["ready", other],
        ["ready", other],
      ],
    );
    assert.deepEqual(client.settings, settingsFor(other));
  });

  it("does not take a bad choice for the loaded model when other settings come while it loads", async () => {
    const bad = settingsFor(join(bench.folder, "bad.gguf"));
    const [first, second, third] = await Promise.all([
      client.configure(bad, true),
      client.configure({ ...bad, chatContextSize: 4_096 }, true),
      client.configure({ ...bad, chatContextSize: 4_096, idleUnloadMinutes: 5 }, true),
    ]);
    for (const { state, reason } of [first, second, third]) {
      assert.equal(state, "failed");
      assert.match(reason ?? "", /load bad\.gguf/);
    }
    await until(() => client.status.state === "ready", "the model that is loaded");
    assert.equal(client.status.model?.path, tiny);
    assert.deepEqual(client.settings, { ...settingsFor(tiny), idleUnloadMinutes: 5 });
  });

  it("keeps the loaded model as it is when a choice is taken back", async () => {
    const prompt = [text("a prompt of which the cache is kept")];
    await ask(client, prompt, { maxTokens: 1 });
    const answers = await Promise.all([
      client.configure(settingsFor(join(bench.folder, "bad.gguf")), true),
      client.configure(settingsFor(tiny), true),
    ]);
    assert.deepEqual(
      answers.map(({ state, model }) => [state, model?.path]),
      [
        ["ready", tiny],
        ["ready", tiny],
      ],
    );
    assert.ok((await ask(client, prompt, { maxTokens: 1 })).counts.reusedTokens > 0);
  });

  it("answers with the loaded model until another one is loaded, where there is room for both", async () => {
    const other = join(bench.folder, "another.gguf");
    await copyFile(tiny, other);
    let answered: Promise<string> | undefined;
    client.onStatus(({ state, model, plan }) => {
      // The plan is known: the new model is about to be loaded.
      if (state === "loading" && model?.path === other && plan)
        answered ??= ask(client, [text("meanwhile")], { maxTokens: 1 }).then((answer) => answer.stopReason);
    });
    const status = await client.configure(settingsFor(other), true);
    assert.deepEqual([status.state, status.model?.path], ["ready", other]);
    assert.equal(await answered, "length");
  });

  it("creates only contexts anew when a chat is to be longer or shorter", async () => {
    const statuses: ModelStatus[] = [];
    client.onStatus((status) => statuses.push(status));
    const status = await client.configure({ ...settingsFor(tiny), chatContextSize: 4_096 }, true);
    assert.deepEqual([status.state, status.chatContextTokens], ["ready", 4_096]);
    assert.equal(status.plan?.contexts.find(({ lane }) => lane === "chat")?.size, 4_096);
    assert.deepEqual(
      statuses.filter(({ progress }) => progress !== undefined),
      [],
      "nothing was loaded",
    );
    const answer = await ask(client, [text("hello")], { lane: "chat", maxTokens: 2 });
    assert.equal(answer.stopReason, "length");
  });

  it("loads a model in three parts as one, which says what it says in one file", async () => {
    const answers: string[] = [];
    for (const path of [tiny, await splitFixture("tiny")]) {
      const { state, model, reason } = await client.configure(settingsFor(path), true);
      assert.deepEqual([state, model?.path], ["ready", path], reason);
      const sizes = await Promise.all(modelFiles(path).map(async (part) => (await stat(part)).size));
      assert.equal(
        model?.bytes,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      answers.push((await ask(client, [text(proseOf(20))], { maxTokens: 8 })).text);
    }
    assert.equal(answers[1], answers[0]);
  });

  it("says which part of a model is incomplete", async () => {
    const paths = modelFiles(await splitFixture("tiny"));
    const copies = paths.map((path) => join(bench.folder, basename(path)));
    for (const [i, copy] of copies.entries()) await copyFile(paths[i] ?? "", copy);
    await truncate(copies[2] ?? "", 100_000);
    const status = await client.configure(settingsFor(copies[0] ?? ""), true);
    assert.equal(status.state, "failed");
    assert.match(status.reason ?? "", /-00003-of-00003\.gguf is incomplete/);
  });

  it("plans gpt-oss-120b in its three parts as the catalog's facts say", async function () {
    // NTFS makes holes only in files that were marked as sparse, which Node can't do.
    if (process.platform === "win32") this.skip();
    const { signal } = new AbortController();
    const path = await splitFixture("120b");
    const entry = readCatalog().find(({ id }) => id === "gpt-oss-120b");
    assert.ok(entry);
    const { bytes, layers, trainContextSize } = await client.inspect(path, signal);
    assert.ok(Math.abs(bytes / totalBytes(entry) - 1) < 1e-6);
    assert.deepEqual([layers, trainContextSize], [entry.facts.layers, entry.facts.trainContextSize]);
    const [file, facts] = await Promise.all([
      client.plan({ path }, signal),
      client.plan({ facts: factsOf(entry) }, signal),
    ]);
    const { ramNeeded, ramFree: _free, ...rest } = file;
    const { ramNeeded: expected, ramFree: _other, ...same } = facts;
    assert.deepEqual(rest, same);
    assert.ok(Math.abs(ramNeeded / expected - 1) < 1e-3, `${ramNeeded} bytes instead of ${expected}`);
  });

  it("plans a file and a model known by facts without loading either", async () => {
    const { ramNeeded } = await client.plan({ path: tiny }, new AbortController().signal);
    assert.ok(ramNeeded > 2e6 && ramNeeded < 1e9);
    const cost = { fixed: 1e6, perSequence: 0, perToken: 1_000 };
    const facts = {
      layers: 3,
      weightBytes: 2e9,
      embeddingBytes: 1e8,
      contexts: { full: cost, window: cost },
    };
    const plan = await client.plan({ facts }, new AbortController().signal);
    assert.equal(plan.fit, "cpu");
    assert.ok(plan.ramNeeded > 2e9 && plan.ramNeeded < 2.1e9);
    await assert.rejects(
      client.plan({ path: join(bench.folder, "missing.gguf") }, new AbortController().signal),
      /There is no file at .*missing\.gguf/,
    );
    assert.deepEqual([client.status.state, client.status.model?.path], ["ready", tiny]);
  });
});
