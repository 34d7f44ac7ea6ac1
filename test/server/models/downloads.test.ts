import assert from "node:assert/strict";
import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isProcessAlive } from "../../../common/process-identity.ts";
import { modelFiles } from "../../../language-server/engine-protocol/split-names.ts";
import {
  type Download,
  DownloadCancelRequest,
  DownloadPauseRequest,
  DownloadStartRequest,
  DownloadsNotification,
  ModelsOverviewRequest,
} from "../../../language-server/protocol/models.ts";
import { fixture, splitFixture } from "../../../tools/fixtures/cache.ts";
import { catalogEntry, hostedAt } from "../../catalog-entry.ts";
import { ModelHost, noise, sha256 } from "../../model-host.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const NAME = "tiny-mxfp4.gguf";
const ID = "tiny";
const MODEL = { id: ID, name: "A tiny model", repository: "somebody/tiny-GGUF", file: NAME };
/** A quarter of a minute for the fixture: whatever is done meanwhile comes before its end, on a busy machine too. */
const SLOW = { pace: 2_000 };

describe("downloads", () => {
  let host: ModelHost;
  let workplace: Workplace;
  let content: Buffer;
  let catalog: string;

  before(async () => {
    content = await readFile(await fixture("tiny"));
  });
  beforeEach(async () => {
    host = await ModelHost.start();
    host.put(hostedAt(MODEL), content);
    workplace = await Workplace.create();
    catalog = await workplace.write("catalog.json", JSON.stringify({ models: [entry()] }));
  });
  afterEach(async () => {
    // What outlives its window ends without a host.
    await host[Symbol.asyncDispose]();
    await workplace[Symbol.asyncDispose]();
  });

  const entry = (change = {}) => ({ ...catalogEntry({ ...MODEL, content }), ...change });

  const folder = () => workplace.path("models");
  const path = () => join(folder(), NAME);
  const modelNames = async () => (await readdir(folder())).filter((name) => name.endsWith(".gguf"));

  async function window(settings: { model?: object; download?: object } = {}): Promise<Window> {
    const server = await workplace.server({
      env: { OSSICLE_CATALOG: catalog },
      settings: {
        engine: { threads: 1, gpu: false },
        ...settings,
        download: { folder: folder(), mirror: host.origin, ...settings.download },
      },
    });
    const shown: Download[][] = [];
    server.connection.onNotification(DownloadsNotification, ({ downloads }) => void shown.push(downloads));
    await server.state(settings.model ? "ready" : "none");
    return new Window(server, shown);
  }

  it("gets a model, tells how it goes, and uses it where there is no other", async () => {
    const first = await window();
    const second = await window();
    host.behave = () => ({ pace: 40_000 });
    assert.equal((await first.start()).state, "running");
    await first.server.state("downloading");
    const status = await first.server.state("ready");
    assert.equal(status.model?.path, path());
    assert.ok((await readFile(path())).equals(content));
    const states = first.shown.map(([download]) => download?.state);
    assert.deepEqual(
      [...new Set(states)].filter((state) => state !== "verifying"),
      [undefined, "running", "done"],
    );
    assert.ok(first.shown.length < 40, "not more often than people look");
    assert.equal(first.latest?.path, path());
    await second.until("done");
    assert.equal((await second.server.state("ready")).model?.path, path());
    const progress = first.server.statuses.flatMap(({ state, progress: p }) =>
      state === "downloading" ? [p] : [],
    );
    assert.ok(
      progress.some((p) => p !== undefined && p > 0 && p < 1),
      "with its progress",
    );

    const overview = await first.server.connection.sendRequest(ModelsOverviewRequest, { refresh: true });
    assert.deepEqual(
      overview.downloads.map(({ state }) => state),
      ["done"],
    );
    const seen = await until("the file is read", async () => {
      const { catalog: entries, found } = await first.server.connection.sendRequest(
        ModelsOverviewRequest,
        {},
      );
      return entries[0]?.path === path() ? found : undefined;
    });
    assert.deepEqual(
      seen.map(({ path: found, source, catalogId }) => ({ found, source, catalogId })),
      [{ found: path(), source: "ossicle", catalogId: ID }],
    );
  });

  it("leaves the model in place that the user has chosen", async () => {
    const server = await window({ model: { path: await fixture("tiny") } });
    await server.start();
    await server.until("done");
    assert.equal(server.server.status?.model?.path, await fixture("tiny"));
  });

  it("pauses, and goes on after everything was started again", async () => {
    host.behave = () => SLOW;
    const before = await window();
    await before.start();
    await before.until("running", ({ bytes }) => bytes > 100_000);
    const paused = await before.server.connection.sendRequest(DownloadPauseRequest, { id: ID });
    assert.equal(paused.state, "paused");
    assert.ok(paused.bytes > 100_000 && paused.bytes < content.length);
    assert.equal(paused.totalBytes, content.length);
    assert.equal(paused.bytesPerSecond, undefined);
    const engine = await workplace.enginePid();
    await before.server.end();
    await until("the engine has ended", () => !isProcessAlive(engine) || undefined);
    assert.deepEqual(await modelNames(), []);

    const after = await window();
    assert.deepEqual(await after.until("paused"), paused);
    host.behave = () => ({});
    await after.start();
    await after.until("done");
    assert.equal(host.requests.at(-1)?.range, `bytes=${paused.bytes}-`);
    assert.ok((await readFile(path())).equals(content));
  });

  it("goes on when its window is closed, and the engine ends after it", async () => {
    host.behave = () => ({ pace: 20_000 });
    const before = await window();
    await before.start();
    await before.until("running", ({ bytes }) => bytes > 100_000);
    const engine = await workplace.enginePid();
    await before.server.end();
    await until("the engine has ended", () => !isProcessAlive(engine) || undefined);
    assert.ok((await readFile(path())).equals(content));
    assert.equal(host.requests.length, 1);
  });

  it("says that its process was killed, and goes on when it is started again", async () => {
    host.behave = () => SLOW;
    const before = await window();
    await before.start();
    await before.until("running", ({ bytes }) => bytes > 100_000);
    const child = Number(
      /The download .* is running \(process (\d+)\)/.exec(before.server.log.join("\n"))?.[1],
    );
    process.kill(child, "SIGKILL");
    const failed = await before.until("failed");
    assert.match(failed.reason ?? "", /process stopped unexpectedly \(SIGKILL\)/);
    assert.match(failed.advice ?? "", /Start it again\. It continues where it stopped/);
    assert.deepEqual(await modelNames(), []);
    host.behave = () => ({});
    await before.start();
    await before.until("done");
    assert.equal(host.requests.at(-1)?.range, `bytes=${failed.bytes}-`);
  });

  it("is paused when the engine was killed, and no process is left", async () => {
    host.behave = () => SLOW;
    const before = await window();
    await before.start();
    await before.until("running", ({ bytes }) => bytes > 100_000);
    const child = Number(
      /The download .* is running \(process (\d+)\)/.exec(before.server.log.join("\n"))?.[1],
    );
    process.kill(await workplace.enginePid(), "SIGKILL");
    await before.until("paused");
    await until("its process has ended", () => !isProcessAlive(child) || undefined);
    await workplace.enginePid();
    host.behave = () => ({});
    await before.start();
    await before.until("done");
    assert.match(host.requests.at(-1)?.range ?? "", /^bytes=[1-9]\d+-$/);
  });

  for (const keepPart of [true, false])
    it(`is cancelled and ${keepPart ? "keeps" : "removes"} what has arrived`, async () => {
      host.behave = () => SLOW;
      const { server, ...first } = await window();
      await first.start();
      await first.until("running", ({ bytes }) => bytes > 100_000);
      await server.connection.sendRequest(DownloadCancelRequest, { id: ID, keepPart });
      await until("it is gone", () => first.shown.at(-1)?.length === 0 || undefined);
      assert.deepEqual(await readdir(folder()), keepPart ? [".ossicle", `${NAME}.part`] : [".ossicle"]);
      assert.equal((await server.state("none")).state, "none");
      host.behave = () => ({});
      await first.start();
      await first.until("done");
      assert.equal(host.requests.at(-1)?.range !== undefined, keepPart);
    });

  it("tells what failed, after a restart too, and a retry works", async () => {
    host.files.set(`/${hostedAt(MODEL)}`, noise(content.length, "damaged"));
    const first = await window();
    await first.start();
    const failed = await first.until("failed");
    assert.match(failed.reason ?? "", /is damaged/);
    assert.deepEqual(await modelNames(), []);
    const engine = await workplace.enginePid();
    await first.server.end();
    await until("the engine has ended", () => !isProcessAlive(engine) || undefined);
    const second = await window();
    assert.deepEqual(await second.until("failed"), failed);
    host.put(hostedAt(MODEL), content);
    await second.start();
    await second.until("done");
  });

  it("refuses a file that was changed after it was verified, says so, and fixes it", async () => {
    const { server, ...first } = await window();
    await first.start();
    await server.state("ready");
    const engine = await workplace.enginePid();
    await server.unload();
    await writeFile(path(), noise(content.length, "changed"));
    const status = await server.load();
    assert.equal(status.state, "failed");
    assert.match(status.reason ?? "", /has changed since its checksum was verified/);
    assert.equal(status.fix, "verifyModel");
    const { found } = await server.connection.sendRequest(ModelsOverviewRequest, { refresh: true });
    assert.equal(found.length, 1);
    await until("the overview tells it", async () => {
      const overview = await server.connection.sendRequest(ModelsOverviewRequest, {});
      return /has changed/.test(overview.found[0]?.problem?.reason ?? "") || undefined;
    });

    await first.start();
    const failed = await first.until("failed");
    assert.match(failed.reason ?? "", /doesn't match the catalog/);
    assert.equal(host.requests.length, 1, "verifying asks nobody");
    await first.start();
    await first.until("done");
    assert.equal(host.requests.length, 2);
    assert.equal((await server.state("ready")).model?.path, path());
    assert.equal(await workplace.enginePid(), engine);
  });

  it("verifies at the user's word, also a file that looks as it did when it was verified", async () => {
    const { server, ...first } = await window();
    await first.start();
    await first.until("done");
    const written = new Date("2026-01-01");
    await utimes(path(), written, written);
    assert.equal((await first.verify()).state, "verifying");
    await first.until("done");
    await writeFile(path(), noise(content.length, "rotten"));
    await utimes(path(), written, written);
    await first.verify();
    const failed = await first.until("failed");
    assert.match(failed.reason ?? "", /doesn't match the catalog/);
    await server.unload();
    assert.match((await server.load()).reason ?? "", /has changed since its checksum was verified/);
    assert.equal(host.requests.length, 1, "verifying asks nobody");
    await first.start();
    await first.until("done");
    assert.ok((await readFile(path())).equals(content));
    assert.equal(host.requests.length, 2);
  });

  describe("of a model in three parts", () => {
    let names: string[];
    let contents: Buffer[];
    let total: number;

    beforeEach(async () => {
      const paths = modelFiles(await splitFixture("tiny"));
      contents = await Promise.all(paths.map((part) => readFile(part)));
      names = paths.map((part) => basename(part));
      total = contents.reduce((sum, { length }) => sum + length, 0);
      for (const [i, file] of names.entries())
        host.put(hostedAt({ ...MODEL, file }), contents[i] ?? Buffer.alloc(0));
      const files = names.map((name, i) => ({
        name,
        bytes: contents[i]?.length,
        sha256: sha256(contents[i] ?? Buffer.alloc(0)),
      }));
      await writeFile(catalog, JSON.stringify({ models: [entry({ files })] }));
    });

    const requestsFor = (name: string) => host.requests.filter(({ path: asked }) => asked.endsWith(name));

    it("is one: with all bytes, one pause for all parts, and each part gone on with where it was", async () => {
      host.behave = () => SLOW;
      const { server, ...first } = await window();
      assert.equal((await first.start()).totalBytes, total);
      await first.until("running", ({ bytes }) => bytes > 300_000);
      const paused = await server.connection.sendRequest(DownloadPauseRequest, { id: ID });
      assert.equal(first.shown.at(-1)?.length, 1, "one entry");
      assert.deepEqual([paused.state, paused.totalBytes], ["paused", total]);
      assert.deepEqual(await modelNames(), [], "no part has its name before all are whole");
      const there = await Promise.all(
        names.map(
          async (name) => (await stat(join(folder(), `${name}.part`)).catch(() => undefined))?.size ?? 0,
        ),
      );
      assert.equal(
        paused.bytes,
        there.reduce((sum, size) => sum + size, 0),
      );

      const before = host.requests.length;
      host.behave = () => ({});
      await first.start();
      const done = await first.until("done");
      assert.deepEqual([done.bytes, done.totalBytes], [total, total]);
      for (const [i, name] of names.entries()) {
        assert.ok((await readFile(join(folder(), name))).equals(contents[i] ?? Buffer.alloc(0)), name);
        if (there[i] === 0) continue;
        const isWhole = there[i] === contents[i]?.length;
        const again = host.requests.slice(before).filter(({ path: asked }) => asked.endsWith(name));
        assert.deepEqual(
          again.map(({ range }) => range),
          isWhole ? [] : [`bytes=${there[i]}-`],
        );
      }
      const status = await server.state("ready");
      assert.deepEqual([status.model?.path, status.model?.bytes], [join(folder(), names[0] ?? ""), total]);
      const found = await until("the overview has it", async () => {
        const overview = await server.connection.sendRequest(ModelsOverviewRequest, {});
        return overview.catalog[0]?.path === status.model?.path ? overview.found : undefined;
      });
      assert.deepEqual(
        found.map(({ catalogId, bytes }) => [catalogId, bytes]),
        [[ID, total]],
        "one model",
      );
    });

    it("is checked as one: a damaged part alone is got again", async () => {
      const last = names[2] ?? "";
      const good = contents[2] ?? Buffer.alloc(0);
      host.files.set(`/${hostedAt({ ...MODEL, file: last })}`, noise(good.length, "damaged"));
      const { server, ...first } = await window();
      await first.start();
      const failed = await first.until("failed");
      assert.match(failed.reason ?? "", /00003-of-00003\.gguf is damaged/);
      assert.equal(failed.bytes, total - good.length, "what is right is kept");
      assert.deepEqual(await modelNames(), []);
      host.put(hostedAt({ ...MODEL, file: last }), good);
      await first.start();
      await first.until("done");
      assert.deepEqual(
        names.map((name) => requestsFor(name).length),
        [1, 1, 2],
      );

      // And it is verified as one.
      await server.state("ready");
      await server.unload();
      await writeFile(join(folder(), names[1] ?? ""), noise(contents[1]?.length ?? 0, "rotten"));
      await first.verify();
      assert.match(
        (await first.until("failed")).reason ?? "",
        /00002-of-00003\.gguf doesn.t match the catalog/,
      );
      await first.start();
      await first.until("done");
      assert.deepEqual(
        names.map((name) => requestsFor(name).length),
        [1, 2, 2],
      );
    });

    it("is cancelled as one, and nothing of it is left", async () => {
      host.behave = () => SLOW;
      const { server, ...first } = await window();
      await first.start();
      await first.until("running", ({ bytes }) => bytes > 300_000);
      await server.connection.sendRequest(DownloadCancelRequest, { id: ID, keepPart: false });
      await until("it is gone", () => first.shown.at(-1)?.length === 0 || undefined);
      assert.deepEqual(await readdir(folder()), [".ossicle"]);
    });
  });

  it("offers nothing that it can't check, and no address that is none", async () => {
    await writeFile(catalog, JSON.stringify({ models: [entry({ revision: undefined })] }));
    const { server, ...first } = await window();
    const overview = await server.connection.sendRequest(ModelsOverviewRequest, {});
    assert.deepEqual(
      overview.catalog.map(({ isOffered }) => isOffered),
      [false],
    );
    const answer = await first.start();
    assert.equal(answer.state, "failed");
    assert.match(answer.reason ?? "", /can't be downloaded yet/);
    await assert.rejects(
      server.connection.sendRequest(DownloadStartRequest, { id: "other" }),
      /no model "other"/,
    );
    await assert.rejects(server.connection.sendRequest(DownloadPauseRequest, { id: ID }), /no download/);
    await assert.rejects(server.connection.sendRequest("ossicle/download/start", {}), { code: -32602 });
    const wrong = await window({ download: { mirror: "not an address" } });
    await writeFile(catalog, JSON.stringify({ models: [entry()] }));
    assert.match(
      (await wrong.start()).reason ?? "",
      /ossicle\.download\.mirror must start with|can't be downloaded yet/,
    );
    assert.equal(host.requests.length, 0);
  });

  it("opens no connection before the user asks for one", async () => {
    const { server } = await window();
    await server.connection.sendRequest(ModelsOverviewRequest, { refresh: true });
    assert.equal(host.requests.length, 0);
  });
});

/** One client, and what it was told of downloads. */
class Window {
  readonly server: ServerProcess;
  readonly shown: Download[][];
  /** Bound, so that it can be taken apart. */
  readonly start = () => this.server.connection.sendRequest(DownloadStartRequest, { id: ID });
  readonly verify = () => this.server.connection.sendRequest(DownloadStartRequest, { id: ID, verify: true });

  constructor(server: ServerProcess, shown: Download[][]) {
    this.server = server;
    this.shown = shown;
  }

  get latest(): Download | undefined {
    return this.shown.at(-1)?.[0];
  }

  /** Waits until the download is in this state. */
  readonly until = (
    state: Download["state"],
    is: (download: Download) => boolean = () => true,
  ): Promise<Download> =>
    until(
      `the download is ${state}`,
      () => (this.latest?.state === state && is(this.latest) ? this.latest : undefined),
      () => JSON.stringify(this.shown.at(-1)),
    );
}
