import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./blocked-process.ts", import.meta.url));

interface Times {
  limit: number;
  allowed?: number;
  busy?: number;
  idle?: number;
}

/** A process that has begun, and how it ends. All times in milliseconds. */
function started({ limit, allowed = 0, busy = 0, idle = 0 }: Times) {
  const child = fork(PROGRAM, [limit, allowed, busy, idle].map(String), {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, log }));
  return { child, ended };
}

async function begun(child: ChildProcess): Promise<void> {
  assert.deepEqual((await once(child, "message"))[0], "begun");
}

describe("a process whose main thread is blocked", function () {
  this.timeout(60_000);

  it("is ended, and the log says why", async () => {
    const { ended } = started({ limit: 1_000, busy: 3_600_000 });
    const { signal, log } = await ended;
    assert.equal(signal, "SIGKILL");
    assert.match(log, /blocked for \d+ s/);
  });

  it("goes on where native work is allowed to block it for longer", async () => {
    const { ended } = started({ limit: 1_000, allowed: 600_000, busy: 3_000 });
    assert.deepEqual(await ended, { code: 0, signal: null, log: "" });
  });

  it("goes on when it only waits", async () => {
    const { ended } = started({ limit: 2_000, idle: 4_000 });
    assert.equal((await ended).signal, null);
  });

  if (process.platform !== "win32")
    it("goes on after it was suspended", async () => {
      const { child, ended } = started({ limit: 3_000, idle: 6_000 });
      await begun(child);
      child.kill("SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      child.kill("SIGCONT");
      assert.equal((await ended).signal, null);
    });
});
