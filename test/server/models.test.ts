import assert from "node:assert/strict";
import { chmod, mkdir, readFile } from "node:fs/promises";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { fixture } from "../../tools/fixtures/cache.ts";
import { type MetadataValue, writeGguf } from "../../tools/fixtures/gguf-writer.ts";
import type { ServerProcess } from "./client.ts";
import { Workplace } from "./workplace.ts";

const ENGINE = { threads: 1, gpu: false };

describe("choosing a model", () => {
  let workplace: Workplace;
  let server: ServerProcess;

  before(async () => {
    workplace = await Workplace.create();
    server = await workplace.server({ settings: { engine: ENGINE } });
  });
  after(() => workplace[Symbol.asyncDispose]());

  it("says that none is chosen, and what to do", async () => {
    const status = await server.state("none");
    assert.deepEqual(status, {
      state: "none",
      reason: "No model is chosen.",
      advice: "Choose a gpt-oss model file (GGUF).",
      remedy: "selectModel",
    });
  });

  /** A file that begins as GGUF files of that architecture do. */
  async function header(name: string, architecture: string, ...more: [string, MetadataValue][]) {
    const path = workplace.path(name);
    await writeGguf(
      path,
      [["general.architecture", architecture], ["general.name", name], ...more],
      [{ name: "token_embd.weight", shape: [32, 4], type: "F32" }],
    );
    return path;
  }

  const faults: { what: string; path: () => Promise<string>; reason: RegExp; skip?: boolean }[] = [
    {
      what: "a path where nothing is",
      path: async () => workplace.path("nowhere.gguf"),
      reason: /no file nowhere\.gguf/,
    },
    {
      what: "a folder",
      path: async () => {
        await mkdir(workplace.path("models"));
        return workplace.path("models");
      },
      reason: /models is a folder/,
    },
    {
      what: "a text file",
      path: () => workplace.write("notes.txt", "These are my notes.\n"),
      reason: /notes\.txt is not a GGUF file/,
    },
    {
      what: "an empty file",
      path: () => workplace.write("empty.gguf", ""),
      reason: /empty\.gguf is empty/,
    },
    {
      what: "a model cut in half",
      path: async () => {
        const whole = await readFile(await fixture("tiny"));
        return workplace.write("half.gguf", whole.subarray(0, whole.length / 2));
      },
      reason: /half\.gguf is cut short/,
    },
    {
      what: "a model cut within its header",
      path: async () => {
        const whole = await readFile(await fixture("tiny"));
        return workplace.write("head.gguf", whole.subarray(0, 1000));
      },
      reason: /head\.gguf/,
    },
    {
      what: "an embedding model",
      path: () => header("embed.gguf", "bert", ["bert.pooling_type", { u32: 1 }]),
      reason: /embed\.gguf turns text into vectors/,
    },
    {
      what: "the projector of an image model",
      path: () => header("eyes.gguf", "clip", ["general.type", "mmproj"]),
      reason: /eyes\.gguf is the image part/,
    },
    {
      what: "an architecture that llama.cpp does not know",
      path: () => header("strange.gguf", "zebra"),
      reason: /strange\.gguf has the architecture "zebra"/,
    },
    {
      what: "a file that may not be read",
      path: async () => {
        const path = await workplace.write("secret.gguf", "GGUF");
        await chmod(path, 0);
        return path;
      },
      reason: /secret\.gguf can't be read/,
      // Root may read everything.
      skip: process.getuid?.() === 0 || process.platform === "win32",
    },
  ];

  for (const { what, path, reason, skip } of faults)
    it(`refuses ${what}, says why and what to do`, async function () {
      if (skip) return this.skip();
      const status = await server.select(await path());
      assertFailed(status, reason);
      assertFailed(await server.state("failed"), reason);
    });

  it("uses a good file after all of that, without a restart", async () => {
    const path = await fixture("tiny");
    const status = await server.select(path);
    assert.equal(status.state, "ready", status.reason);
    assert.equal(status.model?.path, path);
    assert.equal(status.model?.architecture, "gpt-oss");
    assert.equal(status.device?.backend, "CPU");
    assert.deepEqual(status.contexts?.[0]?.lane, "completion");
  });

  it("keeps the loaded model when a bad one is chosen", async () => {
    assertFailed(await server.select(workplace.path("nowhere.gguf")), /no file nowhere/);
    const status = await server.state("ready");
    assert.equal(status.model?.path, await fixture("tiny"));
  });

  it("releases the model's memory and loads it again", async () => {
    assert.equal((await server.unload()).state, "unloaded");
    assert.equal((await server.load()).state, "ready");
  });

  it("tries a file again that was mended", async () => {
    const path = await workplace.write("mended.gguf", "not yet");
    assert.equal((await server.select(path)).state, "failed");
    await workplace.write("mended.gguf", await readFile(await fixture("tiny")));
    const status = await server.select(path);
    assert.equal(status.state, "ready", status.reason);
    assert.equal(status.model?.path, path);
  });

  it("answers a select without a path with an error that names it", async () => {
    await assert.rejects(server.connection.sendRequest("ossicle/model/select", {}), {
      code: -32602,
      message: /path/,
    });
  });
});

describe("the model of the settings", () => {
  it("is loaded at start, with progress on the way", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({
      settings: { model: { path: await fixture("tiny") }, engine: ENGINE },
    });
    await server.state("ready");
    assert.ok(server.statuses.some(({ state, progress }) => state === "loading" && progress !== undefined));
  });

  it("waits to be needed when loadAtStart is off", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({
      settings: { model: { path: await fixture("tiny") }, engine: { ...ENGINE, loadAtStart: false } },
    });
    const status = await server.state("unloaded");
    assert.equal(status.model?.path, await fixture("tiny"));
    assert.equal((await server.load()).state, "ready");
  });
});

function assertFailed(status: ModelStatus, reason: RegExp): void {
  assert.equal(status.state, "failed");
  assert.match(status.reason ?? "", reason);
  assert.ok(status.advice, "what to do is missing");
  assert.ok(status.remedy, "the button is missing");
}
