import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isProcessAlive, isSameProcessAlive, processStartTime } from "../../../common/process-identity.ts";

describe("identity of a process", function () {
  // On Windows, another program is asked.
  this.timeout(20_000);

  it("is its id and when it started", async () => {
    const child = execFile(process.execPath, ["--eval", "process.stdin.resume()"]);
    const pid = child.pid ?? 0;
    const startTime = await processStartTime(pid);
    assert.notEqual(startTime, "");
    assert.equal(await isSameProcessAlive(pid, startTime), true);
    assert.equal(await isSameProcessAlive(pid, "before"), false, "another one had the id");
    assert.equal(await isSameProcessAlive(pid, ""), true, "in doubt it is");
    child.stdin?.end();
    await once(child, "exit");
    assert.equal(isProcessAlive(pid), false);
    assert.equal(await isSameProcessAlive(pid, startTime), false);
    assert.equal(await processStartTime(pid), "");
  });

  it("is nobody's once it has ended, also where its parent takes no note of that", async function () {
    if (process.platform !== "linux") return this.skip();
    // What the shell becomes doesn't know of the shell's child.
    const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      const [pid] = await once(parent.stdout.setEncoding("utf8"), "data");
      while (isProcessAlive(Number(pid))) await delay(10);
      assert.ok(existsSync(`/proc/${Number(pid)}`), "the system still has it");
    } finally {
      parent.kill();
    }
  });
});
