import assert from "node:assert/strict";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { totalmem } from "node:os";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import { faultFixture, fixture } from "../../../tools/fixtures/cache.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

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
      reason: "No model is selected.",
      advice: "Download one, or select a model file (GGUF).",
      fix: "selectModel",
    });
  });

  const faults: { what: string; path: () => Promise<string>; reason: RegExp; skip?: boolean }[] = [
    {
      what: "a path where nothing is",
      path: async () => workplace.path("nowhere.gguf"),
      reason: /There is no file at .*nowhere\.gguf/,
    },
    {
      what: "a folder",
      path: async () => {
        await mkdir(workplace.path("models"));
        return workplace.path("models");
      },
      reason: /models is a folder/,
    },
    { what: "a text file", path: () => faultFixture("text"), reason: /is not a GGUF file/ },
    { what: "an empty file", path: () => faultFixture("empty"), reason: /is empty/ },
    { what: "a model cut in half", path: () => faultFixture("half"), reason: /is incomplete/ },
    { what: "a model cut within its header", path: () => faultFixture("headerCut"), reason: /header/ },
    { what: "an embedding model", path: () => faultFixture("embedding"), reason: /is an embedding model/ },
    {
      what: "the projector of an image model",
      path: () => faultFixture("projector"),
      reason: /is a projector/,
    },
    {
      what: "an architecture that llama.cpp does not know",
      path: () => faultFixture("unknownArchitecture"),
      reason: /has the architecture "not-known-yet"/,
    },
    {
      what: "a header that lies about its tensors",
      path: () => faultFixture("tensorCountLie"),
      reason: /header/,
    },
    {
      what: "a model too large for the machine",
      path: () => fixture("120b"),
      reason: /too large for this machine: it needs about 6\d\.\d GB/,
      skip: totalmem() > 60e9,
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
    assertFailed(await server.select(workplace.path("nowhere.gguf")), /There is no file at .*nowhere\.gguf/);
    const status = await server.state("ready");
    assert.equal(status.model?.path, await fixture("tiny"));
  });

  it("releases the model's memory and loads it again", async () => {
    assert.equal((await server.unload()).state, "unloaded");
    assert.equal((await server.load()).state, "ready");
  });

  it("tries a file again that was fixed", async () => {
    const path = await workplace.write("fixed.gguf", "not yet");
    assert.equal((await server.select(path)).state, "failed");
    await workplace.write("fixed.gguf", await readFile(await fixture("tiny")));
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

describe("a choice while the engine starts", () => {
  it("is answered when it is known how it ended", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({ settings: { engine: ENGINE } });
    const path = await fixture("tiny");
    const status = await server.select(path);
    assert.deepEqual([status.state, status.model?.path], ["ready", path]);
    await workplace.enginePid();
  });
});

describe("a choice while another one is loading", () => {
  it("counts: the bad one before it neither shows nor comes back", async () => {
    await using workplace = await Workplace.create();
    const path = await fixture("tiny");
    const server = await workplace.server({ settings: { model: { path }, engine: ENGINE } });
    await server.state("ready");
    const other = await workplace.write("other.gguf", await readFile(path));
    const [selected] = await Promise.all([
      server.select(await faultFixture("half")),
      server.changeSettings({ model: { path: other }, engine: ENGINE }),
    ]);
    await until("the other model is ready", () =>
      server.status?.state === "ready" && server.status.model?.path === other ? true : undefined,
    );
    // Who selected the bad file hears of it, where the setting had not come yet, or of the other one.
    const heard = [selected.state, selected.model?.path];
    if (selected.state !== "failed") assert.deepEqual(heard, ["ready", other]);
    const before = server.statuses.length;
    await server.changeSettings({ model: { path: other }, engine: ENGINE, chat: { contextSize: 4_096 } });
    const status = await until("the other setting is in force", () =>
      server.status?.chatContextTokens === 4_096 && server.status.state === "ready"
        ? server.status
        : undefined,
    );
    assert.equal(status.model?.path, other);
    assert.deepEqual([...new Set(server.statuses.slice(before).map(({ model }) => model?.path))], [other]);
  });

  it("falls back to the model that is loaded when both are bad", async () => {
    await using workplace = await Workplace.create();
    const path = await fixture("tiny");
    const server = await workplace.server({ settings: { model: { path }, engine: ENGINE } });
    await server.state("ready");
    const [first, second] = [
      server.select(workplace.path("first.gguf")),
      server.select(workplace.path("second.gguf")),
    ];
    // Who selected the first hears of it, where the second had not come yet, or of the second.
    assertFailed(await first, /no file at .*(?:first|second)\.gguf/);
    assertFailed(await second, /no file at .*second\.gguf/);
    const status = await until("a model is ready again", () =>
      server.status?.state === "ready" ? server.status : undefined,
    );
    assert.equal(status.model?.path, path);
    await server.changeSettings({ model: { path }, engine: ENGINE, chat: { contextSize: 4_096 } });
    await until("another setting is in force", () =>
      server.status?.chatContextTokens === 4_096 && server.status.state === "ready" ? true : undefined,
    );
    assert.equal(server.status?.model?.path, path, "neither comes back with it");
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
  assert.ok(status.fix, "the button is missing");
}
