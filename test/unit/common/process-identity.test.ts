import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
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
});
