import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type DiskLimits, diskHost } from "../../../../eval/agent/disk-host.ts";
import { Repository } from "../../../../eval/agent/repository.ts";
import type { FileChange } from "../../../../language-server/protocol/agent.ts";

const LIMITS: DiskLimits = { steps: 10, commandMs: 60_000 };
const CALL = { requestId: "r", callId: "c" };
const { signal } = new AbortController();

describe("the evaluation's host", () => {
  let repository: Repository;
  beforeEach(async () => {
    repository = await Repository.create({ "a.txt": "a\n", "old/b.txt": "b\n", "c.txt": "c\n" });
  });
  afterEach(() => repository[Symbol.asyncDispose]());

  const named = (path: string) => ({ path, uri: pathToFileURL(join(repository.folder, path)).href });
  const apply = (...changes: FileChange[]) =>
    diskHost(repository.folder, LIMITS).apply({ ...CALL, changes }, signal);
  const exec = (command: string[], by = signal) =>
    diskHost(repository.folder, LIMITS).exec(
      { ...CALL, command, folder: pathToFileURL(repository.folder).href, timeoutMs: 60_000 },
      by,
    );

  it("changes, creates, moves and deletes files", async () => {
    const result = await apply(
      { kind: "changed", ...named("a.txt"), before: "a\n", text: "A\n" },
      { kind: "created", ...named("new/d.txt"), text: "d\n" },
      { kind: "moved", ...named("old/b.txt"), to: named("b.txt"), before: "b\n", text: "B\n" },
      { kind: "deleted", ...named("c.txt"), before: "c\n" },
    );
    assert.deepEqual(result, { kind: "applied", problems: [] });
    assert.deepEqual(Object.fromEntries(await repository.read()), {
      "a.txt": "A\n",
      "b.txt": "B\n",
      "new/d.txt": "d\n",
    });
  });

  it("changes nothing where a file is another one, or lies outside", async () => {
    const before = await repository.read();
    const right: FileChange = { kind: "changed", ...named("a.txt"), before: "a\n", text: "A\n" };
    for (const wrong of [
      { kind: "changed", ...named("c.txt"), before: "other\n", text: "C\n" },
      { kind: "created", ...named("c.txt"), text: "C\n" },
      { kind: "created", ...named("../c.txt"), text: "C\n" },
      { kind: "moved", ...named("c.txt"), to: named("../c.txt"), before: "c\n", text: "c\n" },
    ] satisfies FileChange[])
      assert.equal((await apply(right, wrong)).kind, "refused");
    assert.deepEqual(await repository.read(), before);
  });

  it("runs commands in the folder, with the Node that runs this", async () => {
    const ended = await exec(["node", "-p", "process.version + process.cwd()"]);
    assert.ok(ended.kind === "ended" && ended.exitCode === 0);
    assert.ok(ended.output.startsWith(process.version));
    const failed = await exec(["no-such-program"]);
    assert.equal(failed.kind, "failed");
  });

  it("stops a command", async () => {
    const stopped = await exec(["node", "-e", "setInterval(() => 0, 1000)"], AbortSignal.abort());
    assert.equal(stopped.kind, "stopped");
  });
});
