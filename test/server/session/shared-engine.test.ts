import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { isProcessAlive } from "../../../common/process-identity.ts";
import { fixture, scriptedFixture } from "../../../tools/fixtures/cache.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const settings = async () => ({ model: { path: await fixture("tiny") }, engine: { threads: 1, gpu: false } });

describe("the engine that servers share", () => {
  it("is one process for two servers that start at the same moment, and outlives the first one", async () => {
    await using workplace = await Workplace.create();
    const options = { settings: await settings() };
    const [first, second] = await Promise.all([workplace.server(options), workplace.server(options)]);
    await Promise.all([first.state("ready"), second.state("ready")]);
    const engine = await workplace.enginePid();
    assert.deepEqual(enginesOf(first.log), [engine]);
    assert.deepEqual(enginesOf(second.log), [engine]);

    // Two servers, and nothing else but the engine.
    if (process.platform === "linux") assert.equal((await workplace.processes()).length, 3);

    await first.end();
    assert.equal((await second.unload()).state, "unloaded");
    assert.equal((await second.load()).state, "ready");
    assert.equal(await workplace.enginePid(), engine);
  });

  it("holds the model once for two servers", async function () {
    if (process.platform !== "linux") return this.skip();
    await using workplace = await Workplace.create();
    const options = { settings: await settings() };
    await (await workplace.server(options)).state("ready");
    const alone = await residentMegabytes(await workplace.enginePid());
    await (await workplace.server(options)).state("ready");
    const shared = await residentMegabytes(await workplace.enginePid());
    assert.ok(shared < 1.15 * alone, `${shared} MB for two servers, ${alone} MB for one`);
  });

  it("suggests in two windows at once, in each its own and by its own settings, also while one is killed", async () => {
    await using workplace = await Workplace.create();
    const { engine } = await settings();
    const path = await scriptedFixture({
      sequences: [
        [{ text: " return" }, { text: " left + right;\n```" }],
        [{ text: " await" }, { text: " later();\n```" }],
      ],
    });
    const model = { path };
    const [first, second] = await Promise.all([
      workplace.server({ settings: { model, engine } }),
      workplace.server({ settings: { model, engine, completion: { inComments: false } } }),
    ]);
    await Promise.all([first.state("ready"), second.state("ready")]);
    // The same file, with other changes in it that aren't saved.
    const uri = workplace.uri("both.ts");
    await first.open(uri, "// return\nfunction add(left, right) {\n  return\n}\n");
    await second.open(uri, "// return\nasync function run() {\n  await\n}\n");
    const inFirst = () => first.suggest(uri, { line: 2, character: 8 });
    const inSecond = () => second.suggest(uri, { line: 2, character: 7 });
    for (let round = 0; round < 2; round++) {
      const [one, other] = await Promise.all([inFirst(), inSecond()]);
      assert.deepEqual([one?.insertText, other?.insertText], [" left + right;", " later();"]);
    }
    const inComment = { line: 0, character: 9 };
    const [one, other] = await Promise.all([first.suggest(uri, inComment), second.suggest(uri, inComment)]);
    assert.deepEqual([one?.insertText, other], [" left + right;", null]);

    // Its answer never comes.
    void inSecond();
    const kept = inFirst();
    second.kill();
    assert.equal((await kept)?.insertText, " left + right;");
  });

  it("tells every server what one of them chose", async () => {
    await using workplace = await Workplace.create();
    const first = await workplace.server({ settings: { engine: { threads: 1, gpu: false } } });
    await first.state("none");
    const second = await workplace.server({ settings: { engine: { threads: 1, gpu: false } } });
    await second.state("none");
    await first.select(await fixture("tiny"));
    assert.equal((await second.state("ready")).model?.path, await fixture("tiny"));
  });

  it("tells a server that starts with a good model nothing of the bad one of the server before", async () => {
    await using workplace = await Workplace.create();
    const { engine } = await settings();
    const env = { OSSICLE_ENGINE_GRACE_MS: "15000" };
    const bad = { model: { path: workplace.path("missing.gguf") }, engine };
    const first = await workplace.server({ settings: bad, env });
    assert.match((await first.state("failed")).reason ?? "", /There is no file at .*missing\.gguf/);
    const pid = await workplace.enginePid();
    await first.end();
    const second = await workplace.server({ settings: await settings(), env });
    await second.state("ready");
    assert.equal(await workplace.enginePid(), pid);
    assert.deepEqual(
      second.statuses.filter(({ state }) => state === "failed"),
      [],
    );
    await second.end();
    process.kill(pid);
  });

  it("is started again after it was killed, with its model, and that is told once", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({ settings: await settings() });
    await server.state("ready");
    const engine = await workplace.enginePid();
    const before = server.statuses.length;
    process.kill(engine, "SIGKILL");
    await until("the loss is told", () => server.statuses.length > before || undefined);
    await server.state("ready");
    const told = server.statuses.slice(before).filter(({ isRestarting }) => isRestarting);
    assert.equal(told.length, 1, JSON.stringify(told));
    assert.match(told[0]?.reason ?? "", /stopped unexpectedly/);
    assert.notEqual(await workplace.enginePid(), engine);
  });

  it("is started in spite of the address of one that is gone", async () => {
    await using workplace = await Workplace.create();
    const first = await workplace.server({ settings: await settings() });
    await first.state("ready");
    const engine = await workplace.enginePid();
    const address = await readFile(workplace.path("run/engine-2.json"));
    await first.end();
    await until("the engine is gone", () => !isProcessAlive(engine) || undefined);
    await writeFile(workplace.path("run/engine-2.json"), address, { mode: 0o600 });
    const second = await workplace.server({ settings: await settings() });
    await second.state("ready");
    assert.notEqual(await workplace.enginePid(), engine);
  });
});

/** The engines' process ids that a server connected to. */
function enginesOf(log: readonly string[]): number[] {
  return log.flatMap((line) => {
    const pid = /Connected to the engine \(process (\d+)\)/.exec(line)?.[1];
    return pid === undefined ? [] : [Number(pid)];
  });
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
