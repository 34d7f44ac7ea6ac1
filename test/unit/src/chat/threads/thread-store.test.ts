import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { append, finish, type Thread, threadTitle } from "../../../../../src/chat/threads/thread.ts";
import { formatThread } from "../../../../../src/chat/threads/thread-format.ts";
import { ThreadStore } from "../../../../../src/chat/threads/thread-store.ts";
import { asked, NOW, talk } from "./threads.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Another window: it writes a thread, but dies when the file is to be renamed. */
const DYING = (folder: string) => `
  import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  fs.rename = (from) => {
    process.stdout.write(from);
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => {});
  };
  syncBuiltinESMExports();
  const { ThreadStore } = await import("${new URL("../../../../../src/chat/threads/thread-store.ts", import.meta.url)}");
  const { talk } = await import("${new URL("./threads.ts", import.meta.url)}");
  const store = new ThreadStore({
    folder: ${JSON.stringify(folder)},
    onChange() {},
    onFork() {},
    onFail() {},
    log() {},
  });
  await store.load("t");
  store.save(talk("t", 40));
  await store.flush();`;

describe("store of the chat's threads", () => {
  let folder: string;
  let stores: ThreadStore[];
  let log: string[];
  let failures: string[];
  /** Old and new ids of threads that two windows went on with. */
  let forks: [string, string][];
  let changes: number;

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "ossicle-threads-")), "chats");
    [stores, log, failures, forks, changes] = [[], [], [], [], 0];
  });

  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await rm(join(folder, ".."), { recursive: true, force: true });
  });

  function open(): ThreadStore {
    const store = new ThreadStore({
      folder,
      onChange: () => changes++,
      onFork: (before, after) => forks.push([before, after]),
      onFail: (reason) => failures.push(reason),
      log: (line) => log.push(line),
    });
    stores.push(store);
    return store;
  }

  /** A store that has written these threads. */
  async function holding(...threads: Thread[]): Promise<ThreadStore> {
    const store = open();
    for (const thread of threads) store.save(thread);
    await store.flush();
    return store;
  }

  const file = (id: string) => join(folder, `${id}.json`);
  const listed = async (store: ThreadStore) => (await store.list()).map(({ id }) => id);
  const filesLike = async (pattern: RegExp) => (await readdir(folder)).filter((name) => pattern.test(name));
  const search = (store: ThreadStore, query: string) => store.search(query, new AbortController().signal);

  it("keeps threads over a restart, the latest first", async () => {
    const half = append(asked(talk("half", 1, NOW + 5), 1, "More", NOW + 5), "answer", "up to h");
    await holding(talk("old", 1, NOW - 5), half, talk("new", 2, NOW + 9));
    const again = open();
    assert.deepEqual(await again.list(), [
      { id: "new", title: "Question 0 of new", updated: NOW + 9 },
      { id: "half", title: "Question 0 of half", updated: NOW + 5 },
      { id: "old", title: "Question 0 of old", updated: NOW - 5 },
    ]);
    assert.deepEqual(await again.load("half"), half);
    assert.deepEqual(log, []);
  });

  it("shows what isn't written yet", async () => {
    const store = open();
    store.save(talk("fresh", 1));
    assert.deepEqual(await listed(store), ["fresh"]);
    assert.deepEqual(await store.load("fresh"), talk("fresh", 1));
    assert.equal(existsSync(file("fresh")), false);
  });

  it("writes by itself a moment later", async () => {
    open().save(talk("fresh", 1));
    while (!existsSync(file("fresh"))) await wait(20);
  });

  it("writes the latest of many states, whole", async () => {
    const store = open();
    let thread = asked(talk("t", 1), 1, "More");
    for (let index = 0; index < 300; index++) {
      thread = append(thread, "answer", "word ");
      store.save(thread);
    }
    await store.flush();
    assert.deepEqual(await open().load("t"), thread);
    assert.deepEqual(await readdir(folder), ["t.json", "trash"], "nothing is left beside it");
  });

  it("gives a thread without messages no file, and takes the file of one that was emptied", async () => {
    const store = await holding(talk("t", 1));
    store.save({ ...talk("t", 1), messages: [] });
    assert.deepEqual(await listed(store), []);
    await store.flush();
    assert.equal(existsSync(file("t")), false);
    store.save(talk("t", 1));
    await store.flush();
    assert.deepEqual(await listed(open()), ["t"]);
  });

  describe("when the process dies", () => {
    it("keeps the earlier state when it dies between writing and renaming", async () => {
      await holding(talk("t", 1));
      const script = ["--input-type=module", "--eval", DYING(folder)];
      const died = await promisify(execFile)(process.execPath, script).then(
        () => assert.fail("the process was to be killed"),
        (error: { signal: string; stdout: string; stderr: string }) => error,
      );
      assert.equal(died.signal, "SIGKILL", died.stderr);
      assert.match(died.stdout, /\.tmp$/, "it had written the temporary file");
      assert.equal((await filesLike(/\.tmp$/)).length, 1);
      assert.equal((await filesLike(/\.lock$/)).length, 1, "it had the lock");

      const again = open();
      assert.deepEqual(await again.load("t"), talk("t", 1));
      again.save(talk("t", 2));
      await again.flush();
      assert.deepEqual(await open().load("t"), talk("t", 2), "the lock of the dead doesn't count");
      assert.deepEqual(failures, []);
    });

    it("clears away what a broken-off write left, once it is old", async () => {
      const store = await holding(talk("t", 1));
      const [old, recent] = [join(folder, "t.json.1.tmp"), join(folder, "t.json.2.tmp")];
      for (const path of [old, recent]) await writeFile(path, '{"format":"ossicle-chat"');
      const yesterday = new Date(Date.now() - DAY_MS);
      await utimes(old, yesterday, yesterday);
      await store.tidy(0, []);
      assert.deepEqual([existsSync(old), existsSync(recent)], [false, true]);
      assert.deepEqual(await listed(store), ["t"]);
    });
  });

  describe("damaged files", () => {
    const replaced = async (path: string, before: string, after: string) =>
      writeFile(path, (await readFile(path, "utf8")).replace(before, after));
    const damages: [string, (path: string) => Promise<void>, RegExp][] = [
      ["cut short in the middle", (path) => truncate(path, 400), /it is not JSON/],
      ["cut short in the first line", (path) => truncate(path, 40), /first line is cut short/],
      ["empty", (path) => truncate(path, 0), /first line is cut short/],
      ["zeros", (path) => writeFile(path, Buffer.alloc(5_000)), /first line is cut short/],
      ["something else", (path) => writeFile(path, "[]\n[]\n"), /is invalid/],
      [
        "a message of an unknown kind",
        (path) => replaced(path, '"role":"user"', '"role":"god"'),
        /its messages\.0\.role is invalid/,
      ],
      [
        "of another thread",
        (path) => writeFile(path, formatThread(talk("other", 1), randomUUID())),
        /the thread of another file/,
      ],
    ];
    for (const [name, damage, reason] of damages)
      it(`sets aside, tells, and never blocks the others: ${name}`, async () => {
        await holding(talk("bad", 1), talk("good", 1));
        await damage(file("bad"));
        const store = open();
        await store.list();
        assert.equal(await store.load("bad"), undefined);
        assert.deepEqual(await listed(store), ["good"]);
        assert.deepEqual(await store.load("good"), talk("good", 1));
        assert.equal((await filesLike(/^bad\.\d+\.damaged$/)).length, 1);
        assert.equal(log.length, 1, log.join("\n"));
        assert.match(log[0] ?? "", reason);
        assert.doesNotMatch(log[0] ?? "", /Question|Answer/, "no text of the user in the log");
      });

    it("leaves a file of a newer version to that, and tells it once", async () => {
      await holding(talk("newer", 1), talk("good", 1));
      await replaced(file("newer"), '"version":1', '"version":99');
      const text = await readFile(file("newer"), "utf8");
      const store = open();
      for (let times = 0; times < 3; times++) assert.deepEqual(await listed(store), ["good"]);
      assert.equal(await readFile(file("newer"), "utf8"), text);
      assert.equal(log.length, 1);
      assert.match(log[0] ?? "", /newer version of Ossicle/);
    });

    it("searches the others", async () => {
      await holding(talk("bad", 1), talk("good", 1));
      await truncate(file("bad"), 400);
      const found = await search(open(), "answer");
      assert.deepEqual(
        found.map(({ id }) => id),
        ["good"],
      );
    });
  });

  describe("files that can't be read", () => {
    const isRoot = process.getuid?.() === 0;
    const obstacles: [string, (path: string) => Promise<unknown>, RegExp, boolean?][] = [
      ["another user's file", (path) => chmod(path, 0), /EACCES/, isRoot || process.platform === "win32"],
      ["a folder", (path) => rm(path).then(() => mkdir(path)), /it is no file/],
      [
        "a link in a circle",
        (path) => rm(path).then(() => symlink(path, path)),
        /ELOOP/,
        process.platform === "win32",
      ],
      [
        "a pipe, which nobody writes into",
        (path) => rm(path).then(() => promisify(execFile)("mkfifo", [path])),
        /it is no file/,
        process.platform === "win32",
      ],
      ["a huge file", (path) => truncate(path, 3e9), /it is too large \(3\.0 GB\)/],
    ];
    for (const [name, obstruct, reason, isUntested = false] of obstacles) {
      const held = isUntested ? it.skip : it;
      held(`are passed over, and the log says so once: ${name}`, async () => {
        await holding(talk("bad", 1, Date.now()), talk("good", 1, Date.now()));
        await obstruct(file("bad"));
        const store = open();
        for (let times = 0; times < 2; times++) {
          assert((await listed(store)).includes("good"));
          assert.deepEqual(
            (await search(store, "answer")).map(({ id }) => id),
            ["good"],
          );
          assert.equal(await store.load("bad"), undefined);
        }
        store.save(talk("new", 1, Date.now()));
        await store.flush();
        assert((await listed(store)).includes("new"));
        await store.tidy(10, []);
        assert((await readdir(folder)).includes("bad.json"), "it is left alone");
        assert.equal(log.length, 1, log.join("\n"));
        assert.match(log[0] ?? "", reason);
      });
    }

    it("are never written over: what this window has goes on under another name", async () => {
      const store = await holding(talk("t", 1));
      const newer = (await readFile(file("t"), "utf8")).replace('"version":1', '"version":99');
      await writeFile(file("t"), newer);
      store.save(talk("t", 2));
      await store.flush();
      assert.equal(await readFile(file("t"), "utf8"), newer);
      const [[before, after] = []] = forks;
      assert.equal(before, "t");
      assert.deepEqual(await open().load(after ?? ""), { ...talk("t", 2), id: after });
    });
  });

  describe("two windows", () => {
    it("see each other's threads", async () => {
      const [one, two] = [open(), open()];
      await Promise.all([one.list(), two.list()]);
      changes = 0;
      one.save(talk("mine", 1));
      await one.flush();
      // The change of the folder is told.
      while (changes === 0) await wait(20);
      assert.deepEqual(await listed(two), ["mine"]);
    });

    it("don't overwrite each other: what both went on with becomes two threads", async () => {
      const one = await holding(talk("t", 1));
      const two = open();
      await two.load("t");
      one.save(talk("t", 2));
      await one.flush();
      const others = { ...talk("t", 3), title: "Other" };
      two.save(others);
      await two.flush();
      const [[before, after] = []] = forks;
      assert.equal(before, "t");
      assert(after !== undefined);
      const third = open();
      assert.deepEqual(await third.load("t"), talk("t", 2));
      assert.deepEqual(await third.load(after), { ...others, id: after });
      // It goes on under its own name.
      two.save({ ...others, id: after, title: "Still other" });
      await two.flush();
      assert.equal(forks.length, 1);
      assert.equal((await open().list()).length, 2);
    });

    it("lose nothing when both write the same thread at the same time, again and again", async () => {
      await holding(talk("t", 1));
      const windows = [open(), open()].map((store) => ({ store, id: "t" }));
      await Promise.all(windows.map(({ store }) => store.load("t")));
      for (let round = 0; round < 10; round++)
        await Promise.all(
          windows.map(async (window, index) => {
            window.store.save({ ...talk(window.id, 1), title: `${index} in round ${round}` });
            const known = forks.length;
            await window.store.flush();
            // The one that was slower goes on under the new name.
            const saved = await window.store.load(window.id);
            const isOwn = saved !== undefined && threadTitle(saved).startsWith(`${index} `);
            if (forks.length > known && !isOwn) window.id = forks.at(-1)?.[1] ?? window.id;
          }),
        );
      const titles = (await open().list()).map(({ title }) => title).toSorted();
      assert.deepEqual(titles, ["0 in round 9", "1 in round 9"]);
      assert.equal(forks.length, 1);
    });

    it("takes over what the other window wrote, where this one has nothing of its own", async () => {
      const one = await holding(talk("t", 1));
      const two = open();
      await two.load("t");
      const taken: Thread[] = [];
      const follow = () => two.readChange("t", (thread) => taken.push(thread));
      await follow();
      one.save(talk("t", 2));
      await one.flush();
      await follow();
      await follow();
      assert.deepEqual(taken, [talk("t", 2)]);
      two.save(talk("t", 3));
      await two.flush();
      assert.deepEqual(forks, []);
      assert.deepEqual(await open().load("t"), talk("t", 3));
    });
  });

  describe("deleting", () => {
    it("can be undone", async () => {
      const store = await holding(talk("a", 1), talk("b", 2), talk("c", 1));
      await store.remove(["a", "b"]);
      assert.deepEqual(await listed(store), ["c"]);
      assert.deepEqual(await listed(open()), ["c"]);
      await store.restore(["a", "b"]);
      assert.deepEqual((await listed(store)).toSorted(), ["a", "b", "c"]);
      const back = finish(asked(talk("b", 2), 2, "And?"), { reason: "cancelled" }, NOW);
      store.save(back);
      await store.flush();
      assert.deepEqual(await open().load("b"), back);
      assert.deepEqual(forks, []);
    });

    it("takes a thread with it that isn't written yet", async () => {
      const store = open();
      store.save(talk("fresh", 1));
      await store.remove(["fresh"]);
      await store.flush();
      assert.deepEqual(await listed(store), []);
      await store.restore(["fresh"]);
      assert.deepEqual(await store.load("fresh"), talk("fresh", 1));
    });

    it("is for good after a day", async () => {
      const store = await holding(talk("a", 1), talk("b", 1));
      await store.remove(["a", "b"]);
      const long = new Date(Date.now() - 2 * DAY_MS);
      await utimes(join(folder, "trash", "a.json"), long, long);
      await store.tidy(0, []);
      await store.restore(["a", "b"]);
      assert.deepEqual(await listed(store), ["b"]);
    });
  });

  it("keeps what belongs to a thread until that is gone for good", async () => {
    const store = await holding(talk("there", 1, Date.now()), talk("deleted", 1, Date.now()));
    await store.remove(["deleted"]);
    const long = new Date(Date.now() - 2 * DAY_MS);
    const checkpoints = join(folder, "checkpoints");
    for (const id of ["there", "deleted", "gone", "new", "guest-1"]) {
      await mkdir(join(checkpoints, id), { recursive: true });
      await writeFile(join(checkpoints, id, "text.txt"), "text");
      if (id !== "new") await utimes(join(checkpoints, id), long, long);
    }
    await store.tidy(0, []);
    assert.deepEqual((await readdir(checkpoints)).toSorted(), ["deleted", "guest-1", "new", "there"]);
    await utimes(join(folder, "trash", "deleted.json"), long, long);
    await store.tidy(0, []);
    await store.tidy(3, []);
    assert.deepEqual((await readdir(checkpoints)).toSorted(), ["guest-1", "new", "there"]);
    await store.tidy(1, []);
    assert.deepEqual((await readdir(checkpoints)).toSorted(), ["new", "there"]);
  });

  describe("what was set aside as damaged", () => {
    async function withDamaged(): Promise<ThreadStore> {
      await holding(talk("bad", 1), talk("good", 1, Date.now()));
      await truncate(file("bad"), 400);
      const store = open();
      await store.load("bad");
      assert.equal((await filesLike(/\.damaged$/)).length, 1);
      return store;
    }

    it("is deleted after as many days as a chat", async () => {
      const store = await withDamaged();
      const [name = ""] = await filesLike(/\.damaged$/);
      const then = new Date(Date.now() - 11 * DAY_MS);
      await utimes(join(folder, name), then, then);
      await store.tidy(0, []);
      await store.tidy(12, []);
      assert.deepEqual(await filesLike(/\.damaged$/), [name]);
      await store.tidy(10, []);
      assert.deepEqual(await filesLike(/\.damaged$/), []);
      assert.deepEqual(await listed(store), ["good"]);
    });

    it("goes to the trash with all chats, and from there for good", async () => {
      const store = await withDamaged();
      await store.removeDamaged();
      assert.deepEqual(await filesLike(/\.damaged$/), []);
      const [name = ""] = await readdir(join(folder, "trash"));
      const then = new Date(Date.now() - 2 * DAY_MS);
      await utimes(join(folder, "trash", name), then, then);
      await store.tidy(0, []);
      assert.deepEqual(await readdir(join(folder, "trash")), []);
    });
  });

  it("deletes what nobody went on with for so many days, but never the open one", async () => {
    const now = Date.now();
    const store = await holding(
      talk("old", 1, now - 11 * DAY_MS),
      talk("open", 1, now - 11 * DAY_MS),
      talk("recent", 1, now - 9 * DAY_MS),
    );
    await store.tidy(0, ["open"]);
    assert.equal((await store.list()).length, 3, "0 keeps all");
    await store.tidy(10, ["open"]);
    assert.deepEqual(await listed(store), ["recent", "open"]);
  });

  it("finds threads by their title and by their texts, with the words around", async () => {
    const titled = { ...talk("titled", 1), title: "Slow Queries" };
    const asking = asked(talk("text", 1), 1, "Help", NOW + 1);
    const inText = append(asking, "answer", "There are slow\n  queries (3.5 s).");
    const store = await holding(titled, inText, talk("other", 1));
    assert.deepEqual(await search(store, "slow queries"), [
      {
        id: "text",
        title: "Question 0 of text",
        updated: NOW + 1,
        excerpt: "There are slow queries (3.5 s).",
      },
      { id: "titled", title: "Slow Queries", updated: NOW },
    ]);
    assert.equal((await search(store, "(3.5 s)")).length, 1);
    assert.deepEqual(await search(store, "3x5"), []);
  });

  it("lists 500 threads, the latest first", async () => {
    // It makes the folder.
    await open().list();
    const long = talk("x", 20);
    for (let index = 0; index < 500; index++) {
      const thread = { ...long, id: `t${index}`, updated: NOW + index, title: `Thread ${index}` };
      await writeFile(file(thread.id), formatThread(thread, randomUUID()));
    }
    const store = open();
    for (const time of ["first", "second"]) {
      const list = await store.list();
      assert.deepEqual([list.length, list[0]?.title], [500, "Thread 499"], time);
    }
  }).timeout(60_000);

  it("tells once that it can't write, and loses nothing meanwhile", async () => {
    await writeFile(folder, "a file where the folder should be");
    const store = open();
    store.save(talk("t", 1));
    await store.flush();
    await store.flush();
    assert.equal(failures.length, 1);
    assert.deepEqual(await store.load("t"), talk("t", 1));
  });
});
