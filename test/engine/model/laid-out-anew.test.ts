/** A loaded model for which there is no plan any more: because another one needs room, or because memory has run out. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BackendKeeper } from "../../../language-server/engine/backend/backend-keeper.ts";
import { CrashRecord } from "../../../language-server/engine/backend/crash-record.ts";
import { Scheduler } from "../../../language-server/engine/generation/scheduler.ts";
import { ModelFileCache } from "../../../language-server/engine/inspection/model-file-cache.ts";
import { AnswerLostError, ModelHost } from "../../../language-server/engine/model/model-host.ts";
import { SharedDevice } from "../../../language-server/engine/model/shared-device.ts";
import { type NextStep, Planner } from "../../../language-server/engine/planning/planner.ts";
import { OutOfMemoryError } from "../../../language-server/engine/process/out-of-memory.ts";
import { Watchdog } from "../../../language-server/engine/process/watchdog.ts";
import { modelProblems } from "../../../language-server/engine-protocol/model-problem.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { ENGINE_PATH, settingsFor, text } from "../support.ts";

/** Has no plan for any model while it refuses. */
class StubbornPlanner extends Planner {
  refuses = false;

  override next(...args: Parameters<Planner["next"]>): Promise<NextStep> {
    return this.refuses ? Promise.reject(modelProblems.outOfMemory("model.gguf")) : super.next(...args);
  }
}

describe("engine: a loaded model for which there is no plan any more", function () {
  this.timeout(60_000);
  let folder: string;
  let planner: StubbornPlanner;
  let backends: BackendKeeper;
  let host: ModelHost;
  const program = process.argv[1] ?? "";

  const answer = (onToken: () => void = () => undefined) =>
    host.generate(
      {
        id: 1,
        lane: "completion",
        session: "test",
        prompt: [text("const answer = ")],
        sampling: { temperature: 0 },
        stop: { texts: [], specials: [] },
        maxTokens: 2,
      },
      new AbortController().signal,
      { onToken },
    );

  before(async () => {
    // A file is inspected in another process of this one's program.
    process.argv[1] = ENGINE_PATH;
    folder = await mkdtemp(join(tmpdir(), "ossicle-plan-"));
    const crashes = new CrashRecord(folder);
    const fileCache = new ModelFileCache(folder, "test");
    planner = new StubbornPlanner(crashes, fileCache);
    const watchdog = new Watchdog({ limitMs: 60_000, onHang: () => undefined });
    backends = new BackendKeeper(crashes, watchdog, () => undefined);
    host = new ModelHost({
      role: "main",
      device: new SharedDevice(backends),
      planner,
      scheduler: new Scheduler(watchdog),
      watchdog,
      crashes,
      fileCache,
      stateFolder: { path: join(folder, "states"), program: "test" },
      log: () => undefined,
      onStatus: () => undefined,
      onSettings: () => undefined,
      onRestart: () => undefined,
    });
    await host.configure(settingsFor(await fixture("tiny")), true);
  });
  beforeEach(async () => {
    planner.refuses = false;
    assert.equal((await host.load()).state, "ready");
    planner.refuses = true;
  });
  after(async () => {
    process.argv[1] = program;
    await host.dispose();
    await backends.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("stays as it is where another one shares its memory now", async () => {
    const { status, current } = host;
    await host.layOutAnew();
    assert.deepEqual(host.status, status);
    assert.equal(host.current, current);
    assert.equal((await answer()).stopReason, "length");
  });

  it("is released where memory has run out, and can be loaded again", async () => {
    const outOfMemory = () => {
      throw new OutOfMemoryError("no room");
    };
    await assert.rejects(answer(outOfMemory), AnswerLostError);
    assert.deepEqual([host.status.state, host.current], ["failed", undefined]);
    planner.refuses = false;
    assert.equal((await host.load()).state, "ready");
    assert.equal((await answer()).stopReason, "length");
  });
});
