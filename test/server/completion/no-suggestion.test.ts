import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { SnoozeNotification } from "../../../language-server/protocol/completion.ts";
import { fixture, scriptedFixture } from "../../../tools/fixtures/cache.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const ENGINE = { threads: 1, gpu: false };
const TEXT = "const answer = req\n";
const AT = { line: 0, character: 18 };
const AT_END = { line: 0, character: "const".length };
/** By then the server has asked the engine. */
const IN_FLIGHT_MS = 500;
const script = () => scriptedFixture({ sequences: [[{ text: " =" }, { text: " request.body;\n```" }]] });

describe("no suggestion, with a reason", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  let settings: object;
  let uri: string;

  before(async () => {
    workplace = await Workplace.create();
    settings = { model: { path: await script() }, engine: ENGINE };
    server = await workplace.server({ settings });
    await server.state("ready");
    uri = workplace.uri("plain.ts");
    await server.open(uri, TEXT);
  });
  after(() => workplace[Symbol.asyncDispose]());
  beforeEach(async () => assert.ok(await server.suggest(uri, AT), (await server.last()).whyNone));

  async function assertNone(file: string, reason: RegExp): Promise<void> {
    assert.equal(await server.suggest(file, AT, { automatic: true }), null);
    assert.match((await server.last()).whyNone ?? "", reason);
  }

  it("in a file that may hold secrets", async () => {
    await server.open(workplace.uri(".env"), TEXT, "dotenv");
    await assertNone(workplace.uri(".env"), /secrets/);
  });

  it("in a file that .ossicleignore leaves out, from when it does", async () => {
    const file = workplace.uri("left-out.ts");
    await server.open(file, TEXT);
    assert.ok(await server.suggest(file, AT));
    await workplace.write(".ossicleignore", "left-out.*\n");
    assert.ok(server.registrations.includes("workspace/didChangeWatchedFiles"));
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: workplace.uri(".ossicleignore"), type: 1 }],
    });
    await assertNone(file, /\.ossicleignore/);
  });

  it("in a language that is switched off", async () => {
    await server.changeSettings({ ...settings, completion: { languages: { python: false } } });
    const file = workplace.uri("off.py");
    await server.open(file, TEXT, "python");
    await until("the setting counts", async () => {
      await server.suggest(file, AT);
      return /off for python/.test((await server.last()).whyNone ?? "") || undefined;
    });
    await server.changeSettings(settings);
  });

  it("while they are switched off everywhere", async () => {
    await server.changeSettings({ ...settings, completion: { enabled: false } });
    await until("the setting counts", async () => {
      await server.suggest(uri, AT);
      return /are off/.test((await server.last()).whyNone ?? "") || undefined;
    });
    await server.changeSettings(settings);
    await until("they are on again", async () => (await server.suggest(uri, AT)) ?? undefined);
  });

  it("while they are snoozed", async () => {
    await server.connection.sendNotification(SnoozeNotification, { until: Date.now() + 3_600_000 });
    await assertNone(uri, /snoozed until/);
    await server.connection.sendNotification(SnoozeNotification, { until: null });
  });

  it("where a model is missing or was released", async () => {
    await server.unload();
    await assertNone(uri, /was unloaded/);
    await server.state("ready");
  });

  /** Asks in a new document, for which there is no answer yet; the engine stands still until `work` is done. */
  async function asking(name: string, work: (file: string) => Promise<void>): Promise<void> {
    const file = workplace.uri(name);
    await server.open(file, TEXT);
    const engine = await workplace.enginePid();
    process.kill(engine, "SIGSTOP");
    try {
      await work(file);
    } finally {
      process.kill(engine, "SIGCONT");
    }
  }

  it("to a request that a newer one for the document overtakes", async () => {
    let newer: Promise<unknown> | undefined;
    await asking("overtaken.ts", async (file) => {
      const older = server.suggest(file, AT);
      newer = server.suggest(file, AT);
      assert.equal(await older, null);
    });
    assert.ok(await newer, (await server.last()).whyNone);
  });

  it("to a request that the client cancels, while others go on", async () => {
    await asking("cancelled.ts", async (file) => {
      const source = new CancellationTokenSource();
      const cancelled = server.suggest(file, AT, { token: source.token });
      source.cancel();
      assert.equal(
        await cancelled.catch((error: { code: number }) => assert.equal(error.code, -32800) ?? null),
        null,
      );
    });
    assert.ok(await server.suggest(uri, AT), (await server.last()).whyNone);
  });

  it("to a request whose text has changed meanwhile", async () => {
    await asking("changing.ts", async (file) => {
      const asked = server.suggest(file, AT);
      await server.change(file, { text: "" });
      assert.equal(await asked, null);
    });
  });
});

describe("an engine that dies in the middle of a completion", () => {
  it("leaves the server up: no suggestion now, one again soon, and one word about it", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({
      settings: { model: { path: await fixture("tiny") }, engine: ENGINE },
    });
    await server.state("ready");
    const uri = workplace.uri("long.ts");
    await server.open(uri, "const");
    const engine = await workplace.enginePid();
    const before = server.statuses.length;
    // It stands still, so that it can't have done it before it dies.
    process.kill(engine, "SIGSTOP");
    const asked = server.suggest(uri, AT_END);
    await delay(IN_FLIGHT_MS);
    process.kill(engine, "SIGKILL");
    assert.equal(await asked, null);
    assert.match((await server.last()).whyNone ?? "", /engine/);

    await until("the model is back", () => {
      const since = server.statuses.slice(before);
      return (
        (since.some(({ isRestarting }) => isRestarting) && server.status?.state === "ready") || undefined
      );
    });
    await server.suggest(uri, AT_END);
    assert.ok((await server.last()).counts, (await server.last()).whyNone);
    const told = server.statuses.slice(before).filter(({ isRestarting }) => isRestarting);
    assert.equal(told.length, 1, JSON.stringify(told));
  });
});
