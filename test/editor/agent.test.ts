import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  commands,
  Diagnostic,
  DiagnosticSeverity,
  LanguageModelTextPart,
  LanguageModelToolResult,
  languages,
  lm,
  type Memento,
  Range,
  Uri,
  window,
  workspace,
} from "vscode";
import type { FileChange } from "../../language-server/protocol/agent.ts";
import { type AgentQuestion, AgentWork, type Ask, type CommandRunner } from "../../src/agent/index.ts";
import { OtherTools } from "../../src/agent/tools/other-tools.ts";
import { Reviews } from "../../src/review/index.ts";
import { chatEditor } from "../../src/vscode-agent/vscode-chat.ts";
import { until } from "../workbench/until.ts";
import { closeEverything } from "./person.ts";

const TEXT = "one\ntwo\nthree\n";
const CHANGED = "one\n2\nthree\n";
const RUN = { requestId: "run", answerId: "answer", mode: "agent" as const };
const CALL = { requestId: "run", callId: "call" };

/** A window's part of the agent, on the window's own editor, without a server. */
class Host {
  readonly reviews: Reviews;
  readonly work: AgentWork;

  constructor(threadsFolder: string, commands?: CommandRunner) {
    const log = (line: string) => console.log(line);
    const exclusion = {
      reasons: async (uris: readonly Uri[]) =>
        uris.map(({ path }) => (path.endsWith(".env") ? "It may hold secrets." : null)),
    };
    this.reviews = new Reviews(exclusion, join(threadsFolder, "reviews"), log);
    const state = { keys: () => [], get: () => undefined, update: async () => {} };
    const server = { serveAgent: () => ({ dispose: () => {} }) };
    this.work = new AgentWork({
      server,
      reviews: this.reviews,
      checkpoints: join(threadsFolder, "checkpoints"),
      state,
      ...(commands ? { commands } : {}),
      log,
    });
  }

  [Symbol.dispose](): void {
    this.work.dispose();
    this.reviews.dispose();
  }
}

describe("editor: the agent's changes", () => {
  let folder: string;
  let threads: string;
  let threadId: string;

  const path = (name: string) => join(folder, name);
  const at = (name: string) => ({ path: name, uri: Uri.file(path(name)).toString() });
  const onDisk = (name: string) => readFile(path(name), "utf8");
  const isThere = (name: string) =>
    stat(path(name)).then(
      () => true,
      () => false,
    );
  const changed = (name: string, before = TEXT, text = CHANGED): FileChange => ({
    kind: "changed",
    ...at(name),
    before,
    text,
  });
  const signal = new AbortController().signal;
  const begin = (work: AgentWork, answerId = "answer") => work.begin({ ...RUN, answerId, threadId });
  const apply = ({ work }: Host, ...changes: FileChange[]) => work.apply({ ...CALL, changes }, signal);
  const asked = ({ work }: Host): Promise<AgentQuestion> =>
    until("the agent asks", () => work.questions(threadId)[0]);

  beforeEach(async () => {
    const workspaceFolder = workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(workspaceFolder);
    folder = await mkdtemp(join(workspaceFolder, "agent-"));
    threads = await mkdtemp(join(workspaceFolder, "threads-"));
    threadId = `thread-${Math.random().toString(36).slice(2)}`;
    for (const name of ["a.txt", "b.txt", "gone.txt", "old.txt"]) await writeFile(path(name), TEXT);
  });
  afterEach(async () => {
    await workspace.saveAll(false);
    await closeEverything();
    await commands.executeCommand("notifications.clearAll");
    await rm(threads, { recursive: true, force: true });
  });

  const FOUR = (): FileChange[] => [
    changed("a.txt"),
    { kind: "created", ...at("new/er/n.txt"), text: "new\n" },
    { kind: "deleted", ...at("gone.txt"), before: TEXT },
    { kind: "moved", ...at("old.txt"), to: at("moved.txt"), before: TEXT, text: CHANGED },
  ];

  async function assertUntouched(): Promise<void> {
    for (const name of ["a.txt", "gone.txt", "old.txt"]) assert.equal(await onDisk(name), TEXT);
    for (const name of ["new", "moved.txt"]) assert.equal(await isThere(name), false, name);
  }

  it("are made together, saved, listed, and taken back after a reload of the window", async () => {
    {
      using host = new Host(threads);
      begin(host.work);
      assert.deepEqual(await apply(host, ...FOUR()), { kind: "applied", problems: [] });
      assert.deepEqual([await onDisk("a.txt"), await onDisk("new/er/n.txt")], [CHANGED, "new\n"]);
      assert.deepEqual([await isThere("gone.txt"), await isThere("old.txt")], [false, false]);
      assert.equal(await onDisk("moved.txt"), CHANGED);
      assert.ok(await host.reviews.has(Uri.file(path("a.txt"))));
      assert.ok(await host.reviews.has(Uri.file(path("new/er/n.txt"))));
    }
    using host = new Host(threads);
    const changes = await until("they are listed", () => host.work.changes(threadId));
    assert.deepEqual(
      changes.files.map(({ path, change, added, removed }) => [path, change, added, removed]),
      [
        ["a.txt", "changed", 1, 1],
        ["new/er/n.txt", "created", 1, 0],
        ["gone.txt", "deleted", 0, 3],
        ["moved.txt", "moved", 1, 1],
      ],
    );
    assert.deepEqual([changes.added, changes.removed], [3, 5]);
    assert.deepEqual(host.work.undoable(threadId), ["answer"]);
    await host.work.review(threadId);
    await host.work.undoTurn(threadId, "answer");
    await assertUntouched();
    assert.deepEqual([host.work.changes(threadId), host.work.undoable(threadId)], [undefined, []]);
  });

  it("are none where one file has changed since it was read, or one is in the way", async () => {
    using host = new Host(threads);
    begin(host.work);
    await writeFile(path("gone.txt"), `${TEXT}four\n`);
    const refused = await apply(host, ...FOUR());
    assert.ok(refused.kind === "refused");
    assert.match(refused.reason, /gone\.txt has changed since it was read, at lines 4/);
    await writeFile(path("gone.txt"), TEXT);
    await assertUntouched();

    await writeFile(path("moved.txt"), "");
    const inTheWay = await apply(host, ...FOUR());
    assert.match(inTheWay.kind === "refused" ? inTheWay.reason : "", /moved\.txt already exists/);
    await rm(path("moved.txt"));
    await rm(path("old.txt"));
    const missing = await apply(host, ...FOUR());
    assert.match(missing.kind === "refused" ? missing.reason : "", /old\.txt isn't there any more/);
    assert.equal(await onDisk("a.txt"), TEXT);
  });

  it("are none where what was there before can't be kept", async () => {
    using host = new Host(threads);
    begin(host.work);
    await writeFile(join(threads, "checkpoints"), "as good as a full disk");
    const refused = await apply(host, ...FOUR());
    assert.match(
      refused.kind === "refused" ? refused.reason : "",
      /couldn't be kept, so nothing was changed/,
    );
    await assertUntouched();
  });

  it("are none without a run in Agent mode", async () => {
    using host = new Host(threads);
    assert.equal((await apply(host, changed("a.txt"))).kind, "refused");
    host.work.begin({ ...RUN, threadId, mode: "ask" });
    const refused = await apply(host, changed("a.txt"));
    assert.match(refused.kind === "refused" ? refused.reason : "", /Ask mode/);
    assert.equal(await onDisk("a.txt"), TEXT);
  });

  it("are rejected and accepted as any other, and saved then", async () => {
    using host = new Host(threads);
    begin(host.work);
    const uri = Uri.file(path("a.txt"));
    await window.showTextDocument(uri);
    await apply(host, changed("a.txt", TEXT, "1\ntwo\nthree\nfour\n"));
    await host.reviews.reject(uri, { start: 0, end: 1 });
    assert.equal(await onDisk("a.txt"), "one\ntwo\nthree\nfour\n");
    assert.equal(host.work.changes(threadId)?.files.length, 1);
    await host.reviews.commands["ossicle.acceptAllChanges"](uri);
    await until("it is decided", () => host.work.changes(threadId) === undefined || undefined);

    await apply(host, { kind: "created", ...at("n.txt"), text: "new\n" });
    await host.reviews.commands["ossicle.rejectAllChanges"](Uri.file(path("n.txt")));
    assert.equal(await isThere("n.txt"), false);
  });

  it("stay under review while their document is closed, and where VS Code saves by itself", async () => {
    await workspace.getConfiguration("files").update("autoSave", "afterDelay", false);
    try {
      using host = new Host(threads);
      begin(host.work);
      const uri = Uri.file(path("a.txt"));
      await window.showTextDocument(uri);
      await apply(host, changed("a.txt"));
      assert.equal(await onDisk("a.txt"), CHANGED);
      await closeEverything();
      assert.ok(await host.reviews.has(uri));
      await host.work.keepAll(threadId);
      assert.equal(await host.reviews.has(uri), false);
      assert.equal(host.work.changes(threadId), undefined);
      assert.equal(await onDisk("a.txt"), CHANGED);
      await host.work.undoTurn(threadId, "answer");
      assert.equal(await onDisk("a.txt"), TEXT);
    } finally {
      await workspace.getConfiguration("files").update("autoSave", undefined, false);
    }
  });

  it("are taken back but for a file that was changed by hand since, where the user wants that", async () => {
    using host = new Host(threads);
    begin(host.work);
    await apply(host, changed("a.txt"), changed("b.txt"));
    await writeFile(path("a.txt"), `${CHANGED}mine\n`);
    const cancelled = host.work.undoAll(threadId);
    const question = await asked(host);
    assert.match(question.text, /a\.txt has changed since the agent changed it/);
    host.work.answer(question.id, "cancel");
    await cancelled;
    assert.equal(await onDisk("b.txt"), CHANGED);

    const leaving = host.work.undoAll(threadId);
    host.work.answer((await asked(host)).id, "leave");
    await leaving;
    assert.deepEqual([await onDisk("a.txt"), await onDisk("b.txt")], [`${CHANGED}mine\n`, TEXT]);
    const undoing = host.work.undoAll(threadId);
    host.work.answer((await asked(host)).id, "undo");
    await undoing;
    assert.equal(await onDisk("a.txt"), TEXT);
  });

  it("are taken back to an answer, with those of all later ones", async () => {
    using host = new Host(threads);
    begin(host.work, "first");
    await apply(host, changed("a.txt"));
    begin(host.work, "second");
    await apply(host, changed("a.txt", CHANGED, "second\n"), changed("b.txt"));
    begin(host.work, "third");
    await apply(host, changed("a.txt", "second\n", "third\n"));
    await host.work.restoreTo(threadId, ["second", "third"]);
    assert.deepEqual([await onDisk("a.txt"), await onDisk("b.txt")], [CHANGED, TEXT]);
    assert.deepEqual(host.work.undoable(threadId), ["first"]);
  });

  it("are listed beside the commands that have changed something, which isn't undone", async () => {
    const runs: CommandRunner = {
      onDidChange: () => ({ dispose: () => {} }),
      run: async ({ command }) => {
        if (command[2] === "make") await writeFile(path("made.txt"), "by a command\n");
        return { kind: "ended", exitCode: 0, output: "", ms: 1, isSandboxed: false };
      },
      commands: () => [],
      stop: () => {},
      letGoOn: () => {},
      dispose: () => {},
    };
    using host = new Host(threads, runs);
    begin(host.work);
    await apply(host, changed("a.txt"));
    const exec = (script: string) =>
      host.work.exec(
        { ...CALL, command: ["bash", "-lc", script], folder: Uri.file(folder).toString() },
        signal,
      );
    await exec("make");
    // It changes nothing, also where VS Code tells of the file only now. A file's time is a tick behind the clock.
    await delay(100);
    await exec("look");
    const listed = () => host.work.changes(threadId)?.notUndone ?? [];
    await until("it is listed", () => (listed().length > 0 ? true : undefined));
    assert.deepEqual(listed(), ["make"]);
    await host.work.undoTurn(threadId, "answer");
    assert.deepEqual([await onDisk("a.txt"), await onDisk("made.txt")], [TEXT, "by a command\n"]);
  });

  it("of protected files are asked for in the thread, or never made", async () => {
    using host = new Host(threads);
    begin(host.work);
    await mkdir(path(".git"));
    const settings: FileChange = { kind: "created", ...at(".vscode/tasks.json"), text: "{}\n" };
    const applying = apply(host, changed("a.txt"), settings);
    const question = await asked(host);
    assert.match(question.text, /can run commands by itself/);
    assert.equal(question.callId, "call");
    host.work.answer(question.id, "skip");
    assert.equal((await applying).kind, "refused");
    assert.equal(await onDisk("a.txt"), TEXT);
    for (const name of [".git/config", ".env", "../../outside.txt"])
      assert.equal((await apply(host, { kind: "created", ...at(name), text: "x" })).kind, "refused", name);

    const again = apply(host, settings);
    host.work.answer((await asked(host)).id, "change");
    assert.equal((await again).kind, "applied");
    assert.equal(await onDisk(".vscode/tasks.json"), "{}\n");
  });

  it("are answered with the editor's problems, new ones told apart", async () => {
    using host = new Host(threads);
    begin(host.work);
    using problems = disposable(languages.createDiagnosticCollection("test"));
    const problem = (line: number, message: string) =>
      new Diagnostic(new Range(line, 0, line, 1), message, DiagnosticSeverity.Error);
    const uri = Uri.file(path("a.txt"));
    problems.set(uri, [problem(0, "old")]);
    using _ = disposable(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === uri.toString())
          problems.set(uri, [problem(1, "old"), problem(2, "old"), problem(0, "new")]);
      }),
    );
    const result = await apply(host, changed("a.txt"));
    assert.ok(result.kind === "applied");
    assert.deepEqual(
      result.problems.map(({ path, line, message, isNew }) => [path, line, message, isNew]),
      [
        ["a.txt", 3, "old", true],
        ["a.txt", 1, "new", true],
        ["a.txt", 2, "old", false],
      ],
    );
  });
});

describe("editor: tools of others", () => {
  const values = new Map<string, unknown>([["agent.tools", ["search.docs", "away", "ossicle_search"]]]);
  const state: Memento = {
    keys: () => [...values.keys()],
    get: (key: string) => values.get(key),
    update: async (key, value) => void values.set(key, value),
  };
  const called: unknown[] = [];
  const tool = (name: string) => ({ name, description: name, inputSchema: { type: "object" }, tags: [] });
  const tools = new OtherTools(state, {
    tools: [tool("search.docs"), tool("write_files"), tool("ossicle_search")],
    invokeTool: async (name, { input }, token) => {
      called.push([name, input]);
      if (name !== "search.docs") throw new Error("It isn't switched on.");
      if (Object.keys(input).length === 0) throw new Error("No query.");
      await new Promise((resolve) => token?.onCancellationRequested(resolve) ?? resolve(undefined));
      return new LanguageModelToolResult([new LanguageModelTextPart("found"), "unknown"]);
    },
  });
  const CALL_OF = (name: string, input = {}) => ({ ...CALL, name, input });
  const replying =
    (actionId: string, note?: string): Ask =>
    async () => ({ actionId, ...(note === undefined ? {} : { note }) });

  it("are declared when they are switched on, and only then; Ossicle's own never", () => {
    assert.deepEqual(tools.specs(), [
      { name: "search_docs", description: "search.docs", parameters: { type: "object" } },
    ]);
  });

  it("are called after the user has agreed, and not asked for again where the user says so", async () => {
    const { signal } = new AbortController();
    const refused = await tools.call(CALL_OF("search_docs"), replying("skip", "Look into the code."), signal);
    assert.match(refused.text, /doesn't want this tool.*Look into the code\./);
    for (const name of ["write_files", "search.docs"])
      assert.deepEqual(await tools.call(CALL_OF(name), replying("use"), signal), {
        text: `There is no tool ${name}.`,
        isError: true,
      });
    assert.deepEqual(called, []);
    const failed = await tools.call(CALL_OF("search_docs"), replying("always"), signal);
    assert.deepEqual(failed, { text: "No query.", isError: true });
    const stop = new AbortController();
    const calling = tools.call(
      CALL_OF("search_docs", { query: "x" }),
      () => assert.fail("asked"),
      stop.signal,
    );
    await until("it is called", () => called[1]);
    stop.abort();
    assert.deepEqual(await calling, { text: "found", isError: false });
    assert.deepEqual(called[1], ["search.docs", { query: "x" }]);
  });
});

function disposable<T extends { dispose(): void }>(of: T): T & Disposable {
  return Object.assign(of, { [Symbol.dispose]: () => of.dispose() });
}

describe("editor: the tools for VS Code's agent", () => {
  const FOLDER = "lighthouse";
  let folder: string;

  before(async () => {
    const [root] = workspace.workspaceFolders ?? [];
    assert(root);
    folder = join(root.uri.fsPath, FOLDER);
    await mkdir(folder);
    await writeFile(join(folder, "lamp.txt"), "The lamp turns.\n");
  });

  after(() => rm(folder, { recursive: true }));

  /** As VS Code's agent does, or another extension. */
  async function text(tool: string, input: object): Promise<string> {
    const { content } = await lm.invokeTool(tool, { input, toolInvocationToken: undefined });
    return content.map((part) => (part instanceof LanguageModelTextPart ? part.value : "")).join("");
  }

  it("print the workspace's tree, and find lines in its files", async () => {
    assert.match(await text("ossicle_printTree", { path: FOLDER, depth: 1 }), /^ {2}lamp\.txt$/m);
    assert.equal(
      await text("ossicle_search", { path: FOLDER, query: "The lamp" }),
      `${FOLDER}/lamp.txt:1:The lamp turns.`,
    );
  });

  it("say to the model what it may not see", async () => {
    assert.match(await text("ossicle_printTree", { path: "..", depth: 1 }), /outside/);
  });

  it("come with a way to VS Code's agent that says so where Microsoft's extension can't be had", async () => {
    assert.equal(await chatEditor.hasChatExtension(), false);
    await assert.rejects(chatEditor.enableChatExtension(), /^Refusal: GitHub Copilot Chat can't be enabled/);
  });
});
