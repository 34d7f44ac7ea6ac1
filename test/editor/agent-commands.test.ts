/** The agent's commands in terminals of the editor. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationTarget, window, workspace } from "vscode";
import { createCommandRunner } from "../../src/agent/commands/index.ts";
import type { AgentQuestion, CommandRunner, Reply } from "../../src/agent/index.ts";
import { makesNamespaces } from "../namespaces.ts";
import { until } from "../workbench/until.ts";

const THREAD = "thread";
const terminals = () => window.terminals.filter(({ name }) => name === "Ossicle");

// Windows' own shells aren't POSIX's.
(process.platform === "win32" ? describe.skip : describe)("commands of the agent", () => {
  let commands: CommandRunner;
  const asked: (string | undefined)[] = [];

  before(async () => {
    await useSandbox(false);
    const values = new Map<string, unknown>();
    commands = createCommandRunner({
      state: { get: (key) => values.get(key), update: async (key, value) => void values.set(key, value) },
      log: (line) => console.log(line),
    });
  });

  after(async () => {
    commands.dispose();
    await workspace
      .getConfiguration("ossicle")
      .update("agent.sandbox", undefined, ConfigurationTarget.Global);
  });

  const agrees = async ({ detail }: Omit<AgentQuestion, "id">): Promise<Reply> => {
    asked.push(detail);
    return { actionId: "run" };
  };

  function run(script: string, signal = new AbortController().signal) {
    const folder = workspace.workspaceFolders?.[0]?.uri.toString();
    assert(folder);
    const params = { requestId: "run", callId: "call", command: ["bash", "-c", script], folder };
    return commands.run(params, THREAD, agrees, signal);
  }

  const useSandbox = (isUsed: boolean) =>
    workspace.getConfiguration("ossicle").update("agent.sandbox", isUsed, ConfigurationTarget.Global);

  const running = (text: string) =>
    until(`a command says ${text}`, () => commands.commands(THREAD).find(({ tail }) => tail.includes(text)));

  it("run in the user's shell, once the user agrees", async () => {
    const script = "echo 'it'\"'\"'s out'; echo err >&2; test -t 0 && echo terminal; exit 3";
    const result = await run(script);
    assert.deepEqual(asked, [script]);
    assert(result.kind === "ended", JSON.stringify(result));
    assert.deepEqual([result.output, result.exitCode], ["it's out\nerr\nterminal", 3]);
    assert(terminals().some(({ shellIntegration }) => shellIntegration !== undefined));
  });

  it("can be answered there", async () => {
    const result = run("read -p 'Sure? ' answer; echo got $answer");
    await running("Sure?");
    terminals()[0]?.sendText("yes");
    const { output } = await ended(result);
    assert.match(output, /got yes$/);
  });

  it("are stopped with what they have started, and leave the terminal for the next one", async () => {
    const before = terminals().length;
    const stop = new AbortController();
    const result = run("trap '' INT TERM; setsid sleep 1000 & echo $! ready; wait; sleep 1000", stop.signal);
    const { tail } = await running("ready");
    stop.abort();
    assert.equal((await result).kind, "stopped");
    const child = /(\d+) ready/.exec(tail)?.[1] ?? "";
    // One that has ended may wait for somebody to take note.
    assert.doesNotMatch(
      spawnSync("ps", ["-o", "stat=", "-p", child], { encoding: "utf8" }).stdout,
      /^[^Z\s]/,
    );
    assert.equal((await ended(run("echo next"))).output, "next");
    assert.equal(terminals().length, before);
  });

  it("end with the terminal that the user closes", async () => {
    const result = run("echo ready; sleep 1000");
    await running("ready");
    for (const terminal of terminals()) terminal.dispose();
    const { exitCode } = await ended(result);
    assert.notEqual(exitCode, 0);
  });

  describe("in the sandbox", () => {
    before(async function () {
      if (!makesNamespaces()) this.skip();
      asked.length = 0;
      await useSandbox(true);
    });
    after(() => useSandbox(false));

    it("run unasked, and are asked about where they would need a network", async () => {
      const inside = await run("echo inside");
      assert(inside.kind === "ended" && inside.isSandboxed);
      assert.equal(inside.output, "inside");
      assert.deepEqual(asked, []);
      const outside = await run("test -e /sys/class/net/none; echo Could not resolve host; exit 1");
      assert(outside.kind === "ended" && !outside.isSandboxed);
      assert.equal(asked.length, 1);
    });

    it("end when they make a repository that the editor would open", async () => {
      const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
      assert(folder);
      // A folder in a new one may be there before the editor watches that one.
      await ended(run("while :; do mkdir -p made/.git; sleep 0.5; rmdir made/.git; sleep 0.5; done"));
      for (const name of await readdir(join(folder, "made"))) assert.match(name, /^\.git-from-sandbox/);
      await rm(join(folder, "made"), { recursive: true });
    });
  });

  it("of several lines run without a shell of the user's, and are shown", async () => {
    const { output, exitCode } = await ended(run("echo one\necho two\ntest -t 0 || echo no terminal"));
    assert.deepEqual([output, exitCode], ["one\ntwo\nno terminal", 0]);
    assert(terminals().length > 0);
  });
});

async function ended(result: ReturnType<CommandRunner["run"]>) {
  const how = await result;
  assert(how.kind === "ended", JSON.stringify(how));
  return how;
}
