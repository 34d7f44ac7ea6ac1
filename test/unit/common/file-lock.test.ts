import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { setImmediate } from "node:timers/promises";
import { tryLock, withLock } from "../../../common/file-lock.ts";
import { processStartTime } from "../../../common/process-identity.ts";

const NO_PROCESS = 2 ** 22 + 1;
const HOUR_MS = 3_600_000;
const TAKERS = 6;
const ROUNDS = 20;

const ownerOf = (change: object) =>
  JSON.stringify({ token: "0123456789abcdef", pid: NO_PROCESS, startTime: "1", host: hostname(), ...change });

/** What is left in a lock file that nobody holds. */
const ABANDONED: [string, string][] = [
  ["of a process that is gone", ownerOf({})],
  ["of a process whose id another one has now", ownerOf({ pid: process.pid, startTime: "1" })],
  ["of another machine that gives no sign of life", ownerOf({ host: "elsewhere" })],
  ["empty, as after a power cut", ""],
  ["full of zeros, as after a power cut", "\0".repeat(64)],
  ["cut short", ownerOf({}).slice(0, 40)],
];

describe("file lock", function () {
  // Processes are started.
  this.timeout(120_000);
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-lock-"));
    path = join(folder, "a.lock");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Writes a lock file, an hour ago. */
  const leave = async (content: string, at = path) => {
    await writeFile(at, content);
    const then = new Date(Date.now() - HOUR_MS);
    await utimes(at, then, then);
  };

  it("is one's at a time, and free again when it is released", async () => {
    const lock = await tryLock(path);
    assert.ok(lock);
    assert.equal(await tryLock(path), undefined);
    await lock.release();
    assert.deepEqual(await readdir(folder), []);
    await (await tryLock(path))?.release();
    assert.deepEqual(await readdir(folder), []);
  });

  it("is its living owner's, however long it holds it", async () => {
    const startTime = await processStartTime(process.ppid);
    await leave(ownerOf({ pid: process.ppid, startTime }));
    assert.equal(await tryLock(path), undefined);
    // Where the system doesn't say when a process started, it counts as the one that it may be.
    await leave(ownerOf({ pid: process.ppid, startTime: "" }));
    assert.equal(await tryLock(path), undefined);
  });

  it("is another machine's for as long as that gives signs of life", async () => {
    await writeFile(path, ownerOf({ host: "elsewhere" }));
    assert.equal(await tryLock(path), undefined);
  });

  it("gives signs of life while it is held", async () => {
    mock.timers.enable({ apis: ["setInterval"] });
    try {
      const lock = await tryLock(path);
      const then = new Date(Date.now() - HOUR_MS);
      await utimes(path, then, then);
      mock.timers.tick(5_000);
      while ((await stat(path)).mtimeMs <= then.getTime()) await setImmediate();
      await lock?.release();
    } finally {
      mock.timers.reset();
    }
  });

  it("is not taken from one who has created the file and is about to write it", async () => {
    await writeFile(path, "");
    assert.equal(await tryLock(path), undefined);
  });

  it("leaves alone what is another's when it is released", async () => {
    const lock = await tryLock(path);
    await writeFile(path, ownerOf({}));
    await lock?.release();
    assert.equal(await readFile(path, "utf8"), ownerOf({}));
  });

  it("says why it can't be taken", async () => {
    await assert.rejects(tryLock(join(folder, "missing", "a.lock")), { code: "ENOENT" });
  });

  for (const [where, args] of Object.entries({ "": [], ", without hard links": ["no-links"] }))
    describe(`that is abandoned is taken over by exactly one of many processes${where}`, () => {
      let takers: ChildProcess[];
      before(async () => {
        const program = join(import.meta.dirname, "lock-taker.ts");
        takers = Array.from({ length: TAKERS }, () => fork(program, args));
        await Promise.all(takers.map((taker) => once(taker, "message")));
      });
      after(() => {
        for (const taker of takers) taker.disconnect();
      });

      const all = (order: string): Promise<boolean[]> =>
        Promise.all(
          takers.map(async (taker) => {
            const answered = once(taker, "message");
            taker.send(order);
            return (await answered)[0] === true;
          }),
        );

      const race = async (abandon: () => Promise<void>) => {
        for (let round = 0; round < ROUNDS; round++) {
          await abandon();
          const winners = (await all(path)).filter((won) => won).length;
          assert.equal(winners, 1, `round ${round}`);
          await all("");
          assert.deepEqual(await readdir(folder), [], `round ${round}`);
        }
      };

      for (const [name, content] of ABANDONED) it(name, () => race(() => leave(content)));

      it("where one has died while it took it over", () =>
        race(async () => {
          await leave(ownerOf({}));
          await leave(ownerOf({ token: "fedcba9876543210" }), `${path}.0123456789abcdef.tmp`);
        }));
    });

  it("keeps what is done under it apart, in many processes and in one, and from the dead", async () => {
    const file = join(folder, "number");
    await writeFile(file, "0");
    await leave(ownerOf({}));
    const counter = () => fork(join(import.meta.dirname, "lock-counter.ts"), [path, file, "30"]);
    const ended = Array.from({ length: 4 }, async () =>
      assert.deepEqual(await once(counter(), "exit"), [0, null]),
    );
    const here = Array.from({ length: 20 }, () =>
      withLock(path, async () => writeFile(file, String(Number(await readFile(file, "utf8")) + 1))),
    );
    await Promise.all([...ended, ...here]);
    assert.equal(await readFile(file, "utf8"), "140");
    assert.deepEqual(await readdir(folder), ["number"]);
  });

  it("is given back when what is done under it fails", async () => {
    await assert.rejects(
      withLock(path, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.deepEqual(await readdir(folder), []);
  });
});
