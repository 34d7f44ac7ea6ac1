/** Commands of the agent: which may run, those that do, and how each ends. Knows no editor. */

import { randomUUID } from "node:crypto";
import { setTimeout as after } from "node:timers/promises";
import { type CommandLine, commandLine } from "../../../common/command-line/command-line.ts";
import { messageOf } from "../../../common/errors.ts";
import type { ExecParams, ExecResult } from "../../../language-server/protocol/agent.ts";
import type { AgentCommand } from "../command-runner.ts";
import type { Ask } from "../questions.ts";
import { BoundedOutput } from "./bounded-output.ts";
import type { Execution, StartCommand } from "./execution.ts";
import { askOutside, askPermission, askToGoOn } from "./permission.ts";
import { isCovered, type Rule } from "./rules.ts";
import { workFolder } from "./work-folder.ts";

/** At most so often it is said that a command has written more. */
const TAIL_MS = 250;
/** What can't be ended isn't waited for longer. */
const END_MS = 20_000;
/** What commands say that miss the network, or a place to write to. */
const HELD_BACK =
  /^bwrap: |ENOTFOUND|EAI_AGAIN|ENETUNREACH|EROFS|EHOSTUNREACH|could ?n[o']t resolve|name resolution|network is unreachable|no route to host|nodename nor servname|name or service not known|no such host|read-only file ?system|failed to lookup address|connection (?:refused|error)|ECONNREFUSED|dial (?:tcp|udp)|failed to establish a new connection/i;

export interface CommandRunsOptions {
  /** Paths of the workspace's folders. */
  folders: () => string[];
  rules: { list: () => readonly Rule[]; add: (rules: readonly Rule[]) => Promise<void> };
  /** How long a command runs before the user is asked. */
  limitMs: () => number;
  /** Starts a command that may do what the user may. */
  start: StartCommand;
  /** What starts a command that can do no harm, so that nobody has to be asked; nothing where the system has none. */
  sandbox: () => Promise<StartCommand | undefined>;
  /** Commands run, end, or have written more. */
  onChange: () => void;
}

interface Running {
  threadId: string;
  callId: string;
  command: string;
  state: "running" | "background";
  since: number;
  output: BoundedOutput;
  execution: Execution;
  settle: (how: Outcome) => void;
}

type Outcome = "ended" | "stopped" | "timedOut" | "background";

/** One command with what it belongs to. */
interface Job {
  params: ExecParams;
  threadId: string;
  line: CommandLine;
  folder: string;
  ask: Ask;
  signal: AbortSignal;
}

export class CommandRuns {
  readonly #options: CommandRunsOptions;
  readonly #running = new Map<string, Running>();
  #tailTimer: NodeJS.Timeout | undefined;

  constructor(options: CommandRunsOptions) {
    this.#options = options;
  }

  /** Runs a command: by a rule, in the sandbox, or once the user agrees. Aborted, it is ended with its children. */
  async run(params: ExecParams, threadId: string, ask: Ask, signal: AbortSignal): Promise<ExecResult> {
    const place = await workFolder(params.folder, this.#options.folders());
    if ("reason" in place) return { kind: "failed", reason: place.reason };
    const job: Job = {
      params,
      threadId,
      ask,
      signal,
      folder: place.folder,
      line: commandLine(params.command),
    };
    if (isCovered(job.line.commands, this.#options.rules.list()))
      return this.#execute(job, this.#options.start, false);
    const sandboxed = await this.#options.sandbox();
    return sandboxed ? this.#tryInside(job, sandboxed) : this.#runIfAllowed(job);
  }

  /** Those of a thread that run, the oldest first. */
  commands(threadId: string): AgentCommand[] {
    return [...this.#running].flatMap(([id, running]) =>
      running.threadId === threadId ? [{ id, ...told(running) }] : [],
    );
  }

  stop(id: string): void {
    const running = this.#running.get(id);
    running?.settle("stopped");
    running?.execution.end();
  }

  /** The agent doesn't wait for it any more; it ends with the window. */
  letGoOn(id: string): void {
    this.#running.get(id)?.settle("background");
  }

  /** Ends all. */
  dispose(): void {
    clearTimeout(this.#tailTimer);
    for (const { execution, settle } of this.#running.values()) {
      settle("stopped");
      execution.dispose();
    }
    this.#running.clear();
  }

  async #tryInside(job: Job, sandboxed: StartCommand): Promise<ExecResult> {
    const result = await this.#execute(job, sandboxed, true);
    if (result.kind !== "ended" || result.exitCode === 0 || !HELD_BACK.test(result.output)) return result;
    const decision = await askOutside(job.ask, job.params.callId, job.line, job.signal);
    if (decision.kind === "withdrawn") return result;
    // The user's words count more than what the sandbox let it say.
    if (decision.kind === "refused") return decision.note === undefined ? result : decision;
    await this.#options.rules.add(decision.rules);
    return this.#execute(job, this.#options.start, false);
  }

  async #runIfAllowed(job: Job): Promise<ExecResult> {
    const decision = await askPermission(job.ask, job.params.callId, job.line, job.signal);
    if (decision.kind === "withdrawn") return { kind: "stopped", output: "", ms: 0 };
    if (decision.kind === "refused") return decision;
    await this.#options.rules.add(decision.rules);
    return this.#execute(job, this.#options.start, false);
  }

  async #execute(job: Job, start: StartCommand, isSandboxed: boolean): Promise<ExecResult> {
    const { line, folder, signal } = job;
    const output = new BoundedOutput();
    const since = Date.now();
    if (signal.aborted) return { kind: "stopped", output: "", ms: 0 };
    let execution: Execution;
    try {
      execution = await start({
        argv: line.argv,
        shown: line.shown,
        folder,
        onOutput: (text) => {
          output.add(text);
          this.#tellSoon();
        },
      });
    } catch (error) {
      return { kind: "failed", reason: messageOf(error) };
    }
    const id = randomUUID();
    let settle: (how: Outcome) => void = () => {};
    const outcome = new Promise<Outcome>((resolve) => {
      settle = resolve;
    });
    const running: Running = {
      threadId: job.threadId,
      callId: job.params.callId,
      command: line.shown,
      state: "running",
      since,
      output,
      execution,
      settle,
    };
    this.#running.set(id, running);
    this.#options.onChange();
    const done = execution.done.finally(() => {
      this.#running.delete(id);
      this.#options.onChange();
    });
    void done.then(() => settle("ended"));
    const how = await this.#outcome(job, running, outcome);
    const said = () => ({ output: output.text, ms: Date.now() - since });
    if (how === "background") {
      running.state = "background";
      this.#options.onChange();
      return { kind: "background", ...said() };
    }
    if (how !== "ended") {
      execution.end();
      await Promise.race([done, after(END_MS, undefined, { ref: false })]);
      return { kind: how, ...said() };
    }
    const { exitCode } = await done;
    return { kind: "ended", ...said(), isSandboxed, ...(exitCode === undefined ? {} : { exitCode }) };
  }

  /** Waits for the end, the user, or the time. */
  async #outcome(job: Job, running: Running, outcome: Promise<Outcome>): Promise<Outcome> {
    const { settle } = running;
    const stop = () => settle("stopped");
    job.signal.addEventListener("abort", stop);
    if (job.signal.aborted) stop();
    const questions = new AbortController();
    const limitMs = this.#options.limitMs();
    const limit = setTimeout(async () => {
      const reply = await askToGoOn(job.ask, job.params.callId, job.line, limitMs, questions.signal);
      if (reply !== undefined) settle(reply === "goOn" ? "background" : "timedOut");
    }, limitMs);
    const { timeoutMs } = job.params;
    const own = timeoutMs === undefined ? undefined : setTimeout(() => settle("timedOut"), timeoutMs);
    try {
      return await outcome;
    } finally {
      clearTimeout(limit);
      clearTimeout(own);
      questions.abort();
      job.signal.removeEventListener("abort", stop);
    }
  }

  #tellSoon(): void {
    this.#tailTimer ??= setTimeout(() => {
      this.#tailTimer = undefined;
      this.#options.onChange();
    }, TAIL_MS);
  }
}

function told({ callId, command, state, since, output }: Running): Omit<AgentCommand, "id"> {
  return { callId, command, state, since, tail: output.tail };
}
