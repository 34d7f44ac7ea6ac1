import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExecResult } from "../../../../../language-server/protocol/agent.ts";
import { startChild } from "../../../../../src/agent/commands/child.ts";
import { CommandRuns, type CommandRunsOptions } from "../../../../../src/agent/commands/command-runs.ts";
import { childEnvironment } from "../../../../../src/agent/commands/environment.ts";
import type { StartCommand } from "../../../../../src/agent/commands/execution.ts";
import type { Rule } from "../../../../../src/agent/commands/rules.ts";
import type { Ask } from "../../../../../src/agent/questions.ts";

const THREAD = "thread";
const asChild: StartCommand = (command) => startChild({ ...command, env: childEnvironment(process.env) });

const opened: CommandRuns[] = [];

/** Commands with a user who answers each question with the next of the given actions. */
function commandsOf(folder: string, answers: string[] = [], changes: Partial<CommandRunsOptions> = {}) {
  const rules: Rule[] = [];
  const asked: { text: string; detail: string | undefined; actions: string[] }[] = [];
  const changed = new EventEmitter();
  const runs = new CommandRuns({
    folders: () => [folder],
    rules: {
      list: () => rules,
      add: async (more) => {
        rules.push(...more);
      },
    },
    limitMs: () => 60_000,
    start: asChild,
    sandbox: async () => undefined,
    onChange: () => changed.emit("change"),
    ...changes,
  });
  opened.push(runs);
  const ask: Ask = async ({ text, detail, actions }, signal) => {
    asked.push({ text, detail, actions: actions.map(({ id }) => id) });
    const answer = answers.shift();
    // Nobody answers: the question is there until it is withdrawn.
    if (answer === undefined) {
      if (!signal.aborted) await once(signal, "abort");
      return undefined;
    }
    const [actionId = "", note] = answer.split(": ");
    return { actionId, ...(note === undefined ? {} : { note }) };
  };
  const run = (
    command: string | string[],
    more: { signal?: AbortSignal; timeoutMs?: number; in?: string } = {},
  ) =>
    runs.run(
      {
        requestId: "run",
        callId: "call",
        command: typeof command === "string" ? ["bash", "-c", command] : command,
        folder: pathToFileURL(more.in ?? folder).href,
        ...(more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs }),
      },
      THREAD,
      ask,
      more.signal ?? new AbortController().signal,
    );
  /** Resolves when the output of the one command that runs has this in it. */
  const says = async (text: string) => {
    while (!runs.commands(THREAD).some(({ tail }) => tail.includes(text))) await once(changed, "change");
  };
  return { runs, run, asked, rules, says };
}

function outputOf(result: ExecResult): string {
  assert("output" in result, JSON.stringify(result));
  return result.output;
}

/** Whether a process with this id runs. One that has ended may wait for somebody to take note. */
function isThere(pid: string): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" });
  return /^[^Z]/.test(stdout.trim());
}

// Commands of a POSIX shell.
(process.platform === "win32" ? describe.skip : describe)("commands of the agent", () => {
  let folder: string;
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "ossicle-commands-")));
  });
  afterEach(() => {
    for (const runs of opened.splice(0)) runs.dispose();
  });
  after(() => rmSync(folder, { recursive: true }));

  it("run once the user agrees, with both streams in order and the exit code", async () => {
    const { run, asked, runs } = commandsOf(folder, ["run"]);
    const result = await run("echo one; echo two >&2; echo three; exit 3");
    assert(result.kind === "ended");
    assert.deepEqual([result.exitCode, result.output, result.isSandboxed], [3, "one\ntwo\nthree", false]);
    assert.equal(asked[0]?.detail, "echo one; echo two >&2; echo three; exit 3");
    assert.deepEqual(asked[0]?.actions, ["run", "skip"]);
    assert.deepEqual(runs.commands(THREAD), []);
  });

  it("don't run when the user says no, and the model reads what to do instead", async () => {
    const { run } = commandsOf(folder, ["skip", "skip: Use make"]);
    assert.deepEqual(await run("touch made"), { kind: "refused" });
    assert.deepEqual(await run("touch made"), { kind: "refused", note: "Use make" });
    assert.deepEqual(outputOf(await commandsOf(folder, ["run"]).run("ls")), "");
  });

  it("don't run when the question is withdrawn", async () => {
    const stop = new AbortController();
    const { run } = commandsOf(folder);
    const result = run("touch made", { signal: stop.signal });
    stop.abort();
    assert.equal((await result).kind, "stopped");
    assert.deepEqual(outputOf(await commandsOf(folder, ["run"]).run("ls")), "");
  });

  it("run unasked once there is a rule, and compound ones still ask", async () => {
    const { run, asked, rules } = commandsOf(folder, ["always", "skip"]);
    assert.equal((await run("true a")).kind, "ended");
    assert.deepEqual(rules, [{ words: ["true", "a"], isOpen: false }]);
    assert.equal((await run("true a")).kind, "ended");
    assert.equal(asked.length, 1);
    assert.equal((await run("true a; touch made")).kind, "refused");
  });

  it("run where the model says, inside the workspace alone", async () => {
    const { run } = commandsOf(folder, ["run", "run", "run", "run"]);
    assert.equal(outputOf(await run("pwd")), folder);
    for (const outside of [tmpdir(), join(folder, "..")])
      assert.match(JSON.stringify(await run("pwd", { in: outside })), /failed.*outside the workspace/);
    symlinkSync("/usr", join(folder, "link"));
    assert.match(
      JSON.stringify(await run("pwd", { in: join(folder, "link") })),
      /failed.*outside the workspace/,
    );
    rmSync(join(folder, "link"));
    assert.match(JSON.stringify(await run("pwd", { in: join(folder, "none") })), /failed.*isn't a folder/);
    writeFileSync(join(folder, "file"), "");
    assert.match(JSON.stringify(await run("pwd", { in: join(folder, "file") })), /failed.*isn't a folder/);
    rmSync(join(folder, "file"));
  });

  it("that aren't there say so", async () => {
    const { run } = commandsOf(folder, ["run"]);
    assert.match(JSON.stringify(await run(["no-such-program"])), /failed.*no program no-such-program/);
  });

  it("have no input and no terminal to ask at", async () => {
    const { run } = commandsOf(folder, ["run"]);
    const result = await run(
      "read -r answer || echo no input; (read -r x < /dev/tty) 2>/dev/null || echo no terminal",
    );
    assert.equal(outputOf(result), "no input\nno terminal");
  });

  it("don't read the editor's own variables", async () => {
    process.env.ELECTRON_RUN_AS_NODE = "1";
    try {
      const { run } = commandsOf(folder, ["run"]);
      assert.equal(outputOf(await run('echo "[$ELECTRON_RUN_AS_NODE]"')), "[]");
    } finally {
      delete process.env.ELECTRON_RUN_AS_NODE;
    }
  });

  it("are stopped with all that they have started, and the run goes on", async () => {
    const { run, runs, says } = commandsOf(folder, ["run"]);
    const result = run("sleep 1000 & echo $!; setsid sleep 1000 & echo $!; echo ready; wait");
    await says("ready");
    const [command] = runs.commands(THREAD);
    assert.equal(command?.state, "running");
    runs.stop(command?.id ?? "");
    const stopped = await result;
    assert.equal(stopped.kind, "stopped");
    const [child = "", away = ""] = outputOf(stopped).split("\n");
    assert(!isThere(child));
    // What has left its session is found by its environment.
    if (process.platform === "linux") assert(!isThere(away));
    else process.kill(Number(away));
    assert.deepEqual(runs.commands(THREAD), []);
  });

  it("end when the run is stopped, also if they don't want to", async () => {
    const stop = new AbortController();
    const { run, says } = commandsOf(folder, ["run"]);
    const result = run("trap '' TERM INT HUP; echo $$; echo ready; while :; do sleep 1; done", {
      signal: stop.signal,
    });
    await says("ready");
    stop.abort();
    const stopped = await result;
    assert.equal(stopped.kind, "stopped");
    assert(!isThere(outputOf(stopped).split("\n")[0] ?? ""));
  });

  it("leave nothing behind when they end by themselves", async () => {
    const { run } = commandsOf(folder, ["run"]);
    const result = await run("sleep 1000 & echo $!");
    assert.equal(result.kind, "ended");
    assert(!isThere(outputOf(result)));
  });

  it("killed by somebody have no exit code", async () => {
    const { run } = commandsOf(folder, ["run"]);
    const result = await run("kill -9 $$");
    assert(result.kind === "ended");
    assert.equal(result.exitCode, undefined);
  });

  it("end at the time that the model has set", async () => {
    const { run } = commandsOf(folder, ["run"]);
    assert.equal((await run("sleep 1000", { timeoutMs: 100 })).kind, "timedOut");
  });

  it("that take long are stopped if the user says so", async () => {
    const { run, asked } = commandsOf(folder, ["run", "stop"], { limitMs: () => 100 });
    assert.equal((await run("sleep 1000")).kind, "timedOut");
    assert.deepEqual(asked[1]?.actions, ["goOn", "stop"]);
  });

  it("that take long go on in the background if the user says so, until they are stopped", async () => {
    const { run, runs } = commandsOf(folder, ["run", "goOn"], { limitMs: () => 100 });
    const result = await run("echo $$; exec sleep 1000");
    assert.equal(result.kind, "background");
    const [command] = runs.commands(THREAD);
    assert.equal(command?.state, "background");
    const pid = outputOf(result);
    assert(isThere(pid));
    runs.dispose();
    assert.deepEqual(runs.commands(THREAD), []);
  });

  it("go on in the background at once if the user wants that", async () => {
    const { run, runs, says } = commandsOf(folder, ["run"]);
    const result = run("echo ready; sleep 1000");
    await says("ready");
    runs.letGoOn(runs.commands(THREAD)[0]?.id ?? "");
    assert.equal((await result).kind, "background");
    runs.dispose();
  });

  it("that end while the user is asked answer for the user", async () => {
    const { run, asked } = commandsOf(folder, ["run"], { limitMs: () => 20 });
    const result = await run("sleep 0.3; echo done");
    assert.equal(result.kind, "ended");
    assert.equal(asked.length, 2);
  });

  it("may flood their output", async () => {
    const { run } = commandsOf(folder, ["run"]);
    const result = await run("head -c 100000000 /dev/zero | tr '\\0' x; echo; echo end");
    assert.match(outputOf(result), /^x+\n\[… about 99\d{6} characters left out …\]\n[x\n]*end$/);
  });

  it("may say what isn't text", async () => {
    const { run } = commandsOf(folder, ["run", "run"]);
    assert.match(outputOf(await run("head -c 2000 /dev/urandom")), /binary output/);
    assert.equal(outputOf(await run("printf 'caf\\351 or so\\n'")), "caf\ufffd or so");
  });

  describe("in a sandbox", () => {
    it("run unasked, and outside of it only once the user agrees", async () => {
      const inside: string[] = [];
      const sandbox = async (): Promise<StartCommand> => (command) => {
        inside.push(command.shown);
        return asChild(command);
      };
      const { run, asked } = commandsOf(folder, ["skip", "run", "skip: Never"], { sandbox });
      const offline = "echo getaddrinfo EAI_AGAIN example.org; exit 1";
      const fine = await run("echo fine; exit 1");
      assert(fine.kind === "ended" && fine.isSandboxed);
      assert.equal(asked.length, 0);
      const skipped = await run(offline);
      assert(skipped.kind === "ended" && skipped.isSandboxed);
      const again = await run(offline);
      assert(again.kind === "ended" && !again.isSandboxed);
      assert.deepEqual(await run(offline), { kind: "refused", note: "Never" });
      assert.equal(asked.length, 3);
      assert.equal(inside.length, 4);
    });

    it("aren't put where a rule lets them run as the user would", async () => {
      const { run, rules } = commandsOf(folder, [], { sandbox: async () => assert.fail("not asked for") });
      rules.push({ words: ["true"], isOpen: false });
      assert.equal((await run("true")).kind, "ended");
    });
  });
});
