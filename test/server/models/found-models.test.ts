import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type FoundModel,
  ModelPlanRequest,
  ModelsChangedNotification,
  ModelsInspectRequest,
  type ModelsOverview,
  ModelsOverviewRequest,
} from "../../../language-server/protocol/models.ts";
import { faultFixture, fixture } from "../../../tools/fixtures/cache.ts";
import { encodeHeader } from "../../../tools/fixtures/gguf-writer.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const SETTINGS = { engine: { threads: 1, gpu: false, loadAtStart: false } };

describe("models on this machine", () => {
  let workplace: Workplace;
  beforeEach(async () => {
    workplace = await Workplace.create();
  });
  afterEach(() => workplace[Symbol.asyncDispose]());

  const home = (...names: string[]) => workplace.path(join("home", ...names));

  async function copy(from: string, to: string): Promise<string> {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to);
    return to;
  }

  const overview = (server: ServerProcess, refresh = false): Promise<ModelsOverview> =>
    server.connection.sendRequest(ModelsOverviewRequest, { refresh });

  /** The overview when all headers have been read. */
  async function whole(server: ServerProcess): Promise<ModelsOverview> {
    return until("all headers are read", async () => {
      const known = await overview(server);
      return known.found.every(({ architecture, problem }) => architecture ?? problem) ? known : undefined;
    });
  }

  it("are found where other programs keep them, with what their headers say", async () => {
    const tiny = await fixture("tiny");
    await copy(tiny, home("HOME", ".lmstudio", "models", "ann", "a-mxfp4.gguf"));
    await copy(tiny, home("LLAMA_CACHE", "b.Q8_0.gguf"));
    await copy(tiny, home("HF_HUB_CACHE", "models--x", "blobs", "0123"));
    await mkdir(home("HF_HUB_CACHE", "models--x", "snapshots", "1"), { recursive: true });
    await symlink("../../blobs/0123", home("HF_HUB_CACHE", "models--x", "snapshots", "1", "c.gguf"));
    await copy(await faultFixture("half"), home("HOME", "jan", "models", "d.gguf"));
    const server = await workplace.server({ settings: SETTINGS });
    let changes = 0;
    server.connection.onNotification(ModelsChangedNotification, () => void changes++);
    const first = await overview(server);
    assert.deepEqual(first.found.map(({ name, source }) => `${source} ${name}`).toSorted(), [
      "huggingFace c",
      "jan d",
      "llamaCpp b",
      "lmStudio a",
    ]);
    const { found, machine } = await whole(server);
    await until("the change is told", () => changes > 0 || undefined);
    const { path, plan, bytes, ...a } = found.find(({ name }) => name === "a") ?? assert.fail();
    assert.deepEqual(a, {
      name: "a",
      source: "lmStudio",
      architecture: "gpt-oss",
      quantization: "MXFP4",
      contextSize: 131_072,
      isGptOss: true,
      dialect: "harmony",
      chats: true,
    });
    assert.equal(plan?.fit, "cpu");
    assert.equal(bytes, (await readFile(path)).length);
    const damaged = found.find(({ name }) => name === "d");
    assert.match(damaged?.problem?.reason ?? "", /d\.gguf is incomplete/);
    assert.equal(damaged?.plan, undefined);
    assert.equal(machine.backend, "CPU");
    assert.equal(machine.modelsFolder, home("XDG_DATA_HOME", "ossicle", "models"));
    assert.ok(machine.diskFree > 0 && machine.ramTotal > 0);
    // They are too small to be anything but tests' files.
    assert.ok(
      server.statuses.every(({ state }) => state !== "unloaded"),
      "none of them is used by itself",
    );
  });

  it("of Ollama have their names, and gpt-oss in Ollama's form says so", async () => {
    const blob = (digit: string) => home("OLLAMA_MODELS", "blobs", `sha256-${digit.repeat(64)}`);
    await copy(await fixture("tiny"), blob("a"));
    const header = encodeHeader(
      [
        ["general.architecture", "gptoss"],
        ["gptoss.block_count", { u32: 24 }],
      ],
      [],
    );
    await writeFile(blob("b"), Buffer.concat([header, Buffer.alloc(1000)]));
    const sameName = encodeHeader(
      [
        ["general.architecture", "gpt-oss"],
        ["gpt-oss.block_count", { u32: 1 }],
      ],
      [{ name: "blk.0.attn_qkv.weight", shape: [32, 32], type: "F32" }],
    );
    await writeFile(blob("c"), Buffer.concat([sameName, Buffer.alloc(8000)]));
    const manifests = { a: "sound/latest", b: "gpt-oss/20b", c: "gpt-oss/120b" };
    for (const [digit, name] of Object.entries(manifests)) {
      const path = home("OLLAMA_MODELS", "manifests", "registry.ollama.ai", "library", ...name.split("/"));
      await mkdir(dirname(path), { recursive: true });
      const mediaType = "application/vnd.ollama.image.model";
      await writeFile(
        path,
        JSON.stringify({ layers: [{ mediaType, digest: `sha256:${digit.repeat(64)}` }] }),
      );
    }
    const server = await workplace.server({ settings: SETTINGS });
    const { found } = await whole(server);
    const byName = Object.fromEntries(found.map((model) => [model.name, model]));
    assert.deepEqual(Object.keys(byName).toSorted(), ["gpt-oss:120b", "gpt-oss:20b", "sound:latest"]);
    assert.equal(byName["sound:latest"]?.problem, undefined);
    for (const name of ["gpt-oss:20b", "gpt-oss:120b"])
      assert.match(byName[name]?.problem?.reason ?? "", /is gpt-oss in Ollama's own format/);
    const status = await server.select(byName["gpt-oss:20b"]?.path ?? "");
    assert.match(status.reason ?? "", /is gpt-oss in Ollama's own format/);
    assert.equal(status.state, "failed");
  });

  it("are used by themselves where none is chosen: gpt-oss, and never the files of tests", async () => {
    const path = home("HOME", ".lmstudio", "models", "gpt-oss-20b-mxfp4.gguf");
    await copy(await fixture("tiny"), home("LLAMA_CACHE", "gpt-oss-small.gguf"));
    await mkdir(dirname(path), { recursive: true });
    await symlink(await fixture("20b"), path);
    const server = await workplace.server({ settings: SETTINGS });
    const status = await server.state("unloaded");
    assert.equal(status.model?.path, path);
    assert.deepEqual((await overview(server)).recommended, { path });
    const second = await workplace.server({ settings: SETTINGS });
    assert.equal((await second.state("unloaded")).model?.path, path);
    // What the user chooses counts, and what was found counts again when the choice is taken back.
    await server.changeSettings({ ...SETTINGS, model: { path: await fixture("tiny") } });
    await server.state("ready");
    await server.changeSettings(SETTINGS);
    await until("the found one is in force again", () => server.status?.model?.path === path || undefined);
  });

  it("are read where the user points to: a file, a folder, a split model", async () => {
    const server = await workplace.server({ settings: SETTINGS });
    await server.state("none");
    const inspect = (path: string): Promise<FoundModel[]> =>
      server.connection.sendRequest(ModelsInspectRequest, { path });
    const tiny = await fixture("tiny");
    const [one] = await inspect(tiny);
    assert.deepEqual([one?.path, one?.source, one?.isGptOss], [tiny, "chosen", true]);
    await mkdir(workplace.path("models"));
    const second = await copy(tiny, workplace.path("models/second.gguf"));
    await copy(await faultFixture("embedding"), workplace.path("models/embedding.gguf"));
    await writeFile(workplace.path("models/readme.md"), "no model");
    const both = await inspect(workplace.path("models"));
    assert.deepEqual(
      both.map(({ path, problem }) => [path, problem?.reason.match(/embedding model/)?.[0]]).toSorted(),
      [
        [workplace.path("models/embedding.gguf"), "embedding model"],
        [second, undefined],
      ],
    );
    const kept = (await overview(server, true)).found.map(({ path }) => path);
    assert.ok(kept.includes(tiny) && kept.includes(second), "they stay");

    const part = await copy(tiny, workplace.path("models/split-00001-of-00002.gguf"));
    const [split] = await inspect(part);
    assert.match(split?.problem?.reason ?? "", /the part split-00002-of-00002\.gguf is missing/);
    const [later] = await inspect(await copy(tiny, workplace.path("models/split-00002-of-00002.gguf")));
    assert.match(later?.problem?.reason ?? "", /is not the first part of its model/);
    assert.match(later?.problem?.advice ?? "", /split-00001-of-00002\.gguf/);
    const [nothing] = await inspect(workplace.path("nowhere.gguf"));
    assert.match(nothing?.problem?.reason ?? "", /no file at .*nowhere\.gguf/);
    const [folder] = await inspect(
      await mkdir(workplace.path("empty"), { recursive: true }).then((path) => path ?? ""),
    );
    assert.match(folder?.problem?.reason ?? "", /empty is a folder/);
    await assert.rejects(server.connection.sendRequest("ossicle/models/inspect", { path: 1 }), {
      code: -32602,
    });
  });

  it("are planned before they are loaded", async () => {
    const server = await workplace.server({ settings: SETTINGS });
    await server.state("none");
    const plan = await server.connection.sendRequest(ModelPlanRequest, { path: await fixture("20b") });
    assert.equal(plan.layers, 25);
    assert.ok(plan.ramNeeded > 12e9);
    const bad = server.connection.sendRequest(ModelPlanRequest, { path: await faultFixture("text") });
    await assert.rejects(bad, /is not a GGUF file\. Select/);
  });

  it("that come or go are seen when the disk is looked at again", async () => {
    const server = await workplace.server({ settings: SETTINGS });
    await server.state("none");
    assert.deepEqual((await overview(server)).found, []);
    await copy(await fixture("tiny"), home("LLAMA_CACHE", "new.gguf"));
    assert.deepEqual((await overview(server)).found, []);
    assert.deepEqual(
      (await overview(server, true)).found.map(({ name }) => name),
      ["new"],
    );
  });
});
