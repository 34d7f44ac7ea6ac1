import assert from "node:assert/strict";
import { mock } from "node:test";
import type {
  FromSyntax,
  ToSyntax,
} from "../../../../../../language-server/features/completion/syntax/messages.ts";
import {
  SyntaxClient,
  type ThreadEvents,
} from "../../../../../../language-server/features/completion/syntax/syntax-client.ts";

/** A thread that says what a test lets it say. */
class PlayedThread {
  readonly posted: ToSyntax[] = [];
  readonly events: ThreadEvents;
  isEnded = false;

  constructor(events: ThreadEvents) {
    this.events = events;
  }

  post(message: ToSyntax): void {
    this.posted.push(message);
  }

  end(): void {
    this.isEnded = true;
  }

  says(message: FromSyntax): void {
    this.events.onMessage(message);
  }

  /** What it was asked for last. */
  get last(): { type: string; id: number } {
    const message = this.posted.at(-1);
    return message && message.type !== "forget" ? message : assert.fail("Nothing was asked.");
  }

  parsed(): void {
    this.says({ type: "parsed", id: this.last.id });
  }
}

const document = (text: string, uri = "file:///a.ts") => ({ uri, languageId: "typescript", text, cursor: 0 });
const insertion = { text: "f();\ng(", replaced: 0 };

describe("the check in its own thread", () => {
  let now = 0;
  let threads: PlayedThread[];
  let log: string[];
  let client: SyntaxClient;
  const thread = () => threads.at(-1) ?? assert.fail("There is no thread.");
  const parses = () => thread().posted.flatMap((message) => (message.type === "parse" ? [message.text] : []));
  const pass = (ms: number) => {
    now += ms;
    mock.timers.tick(ms);
  };

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    threads = [];
    log = [];
    client = new SyntaxClient({
      startThread: (events) => {
        threads.push(new PlayedThread(events));
        return thread();
      },
      log: (line) => log.push(line),
      now: () => now,
    });
  });

  afterEach(() => {
    client[Symbol.dispose]();
    mock.timers.reset();
  });

  it("shortens a suggestion, leaves it whole, or lets none be shown", async () => {
    const shorter = { text: "f();", replaced: 0 };
    for (const [said, fits] of [
      ["whole", insertion],
      [null, null],
      [shorter, shorter],
    ] as const) {
      const at = document(JSON.stringify(said));
      client.prepare(at);
      thread().parsed();
      const fitting = client.fit(at, insertion);
      thread().says({ type: "looked", id: thread().last.id, fitting: said });
      assert.deepEqual(await fitting, fits);
    }
  });

  it("doesn't hold a suggestion back whose document isn't parsed yet", async () => {
    const at = document("a");
    assert.equal(await client.fit(at, insertion), insertion);
    client.prepare(at);
    assert.equal(await client.fit(at, insertion), insertion);
    assert.equal(client.canLook(at), false);
    thread().parsed();
    assert.equal(client.canLook(at), true);
    assert.equal(await client.fit(document("b"), insertion), insertion);
    assert.equal(client.canLook(document("b")), false);
  });

  it("doesn't hold a suggestion back for longer than 30 ms", async () => {
    const at = document("a");
    client.prepare(at);
    thread().parsed();
    const fitting = client.fit(at, insertion);
    pass(30);
    assert.equal(await fitting, insertion);
  });

  it("looks at a suggestion once, and again where it was late", async () => {
    const at = document("a");
    const looks = () => thread().posted.filter(({ type }) => type === "look").length;
    client.prepare(at);
    thread().parsed();
    const late = client.fit(at, insertion);
    pass(30);
    await late;
    const first = client.fit(at, insertion);
    thread().says({ type: "looked", id: thread().last.id, fitting: null });
    assert.deepEqual([await first, await client.fit(at, { ...insertion }), looks()], [null, null, 2]);
    void client.fit({ ...at, cursor: 1 }, insertion);
    void client.fit(at, { ...insertion, text: "g()" });
    assert.equal(looks(), 4);
  });

  it("asks for one text at a time, the latest next, and for none twice", () => {
    for (const text of ["a", "b", "c"]) client.prepare(document(text));
    assert.deepEqual(parses(), ["a"]);
    thread().parsed();
    assert.deepEqual(parses(), ["a", "c"]);
    thread().parsed();
    client.prepare(document("a"));
    client.prepare(document("c"));
    assert.deepEqual(parses(), ["a", "c"]);
  });

  it("asks for nothing where there is no grammar, and for no very long document", () => {
    client.prepare({ ...document("a"), languageId: "plaintext" });
    client.prepare(document("a".repeat(300_001)));
    assert.equal(threads.length, 0);
  });

  it("forgets what was closed", () => {
    client.prepare(document("a"));
    thread().parsed();
    client.forget("file:///a.ts");
    client.prepare(document("a"));
    assert.deepEqual(
      thread().posted.map(({ type }) => type),
      ["parse", "forget", "parse"],
    );
  });

  it("ends the thread when it isn't needed for a while, and starts it again", () => {
    client.prepare(document("a"));
    thread().parsed();
    pass(4 * 60_000);
    client.prepare(document("b"));
    thread().parsed();
    pass(4 * 60_000);
    assert.equal(thread().isEnded, false);
    pass(60_000);
    assert.equal(thread().isEnded, true);
    client.prepare(document("b"));
    assert.equal(threads.length, 2);
    assert.deepEqual(parses(), ["b"]);
  });

  it("starts a thread again that failed or hangs, and gives up when it goes on failing", async () => {
    const at = document("a");
    client.prepare(at);
    const [hanging] = threads;
    pass(10_000);
    assert.equal(hanging?.isEnded, true);
    assert.match(log.join("\n"), /it didn't answer/);
    for (let failures = 1; failures < 20; failures++) {
      pass(9_000);
      client.prepare(at);
      if (!thread().isEnded) thread().events.onFailed("out of memory");
      assert.equal(await client.fit(at, insertion), insertion);
    }
    assert.equal(threads.length, 6);
    assert.match(log.at(-1) ?? "", /out of memory No suggestion is checked .* from now on/);
  });
});
