/** Runs the agent's commands by VS Code's own terminal tool, which asks the user as VS Code's own agent does. */

import {
  CancellationError,
  type CancellationToken,
  CancellationTokenSource,
  type ChatParticipantToolToken,
  Disposable,
  LanguageModelTextPart,
  lm,
  type Terminal,
  type TerminalShellExecution,
  Uri,
  window,
} from "vscode";
import { lineInFolder, type Shell, shellOf, typedLine } from "../../common/command-line/command-line.ts";
import { messageOf } from "../../common/errors.ts";
import type { ExecParams, ExecResult } from "../../language-server/protocol/agent.ts";
import { type CommandRunner, localFolders, workFolder } from "../agent/index.ts";

const TOOL = "run_in_terminal";
/** What the tool answers where the user lets the agent go on without the command; VS Code doesn't say it in another way. */
const SKIPPED = /user chose to skip the tool call/i;

/** What the tool says behind the output, where the shell says how the command has ended. */
const EXITED = /\s*Command exited with code (\d+)\s*$/;

type EditorTools = Pick<typeof lm, "tools" | "invokeTool">;

export interface TerminalToolOptions {
  /** Of the request that the commands belong to: VS Code asks about them there. */
  token: ChatParticipantToolToken | undefined;
  /** Of the request as well: VS Code stops its tool before the run hears of it. */
  cancellation: CancellationToken;
  /** How long a command is waited for that the model gives no time for. */
  limitMs: () => number;
  /** The tools that the editor has. */
  editor?: EditorTools;
}

/** A runner for the commands of one request; undefined where VS Code has no such tool. */
export function terminalTool({
  editor = lm,
  ...options
}: TerminalToolOptions): Pick<CommandRunner, "run"> | undefined {
  const tool = editor.tools.find(({ name }) => name === TOOL);
  if (!tool) return undefined;
  const shell = shellOf(tool.description);
  return { run: (params, _threadId, _ask, signal) => run(params, { ...options, editor, shell }, signal) };
}

async function run(
  params: ExecParams,
  { token, cancellation, limitMs, editor, shell }: Required<TerminalToolOptions> & { shell: Shell },
  signal: AbortSignal,
): Promise<ExecResult> {
  const place = await terminalFolder(params.folder);
  if ("reason" in place) return { kind: "failed", reason: place.reason };
  const command = typedLine(params.command, shell);
  const since = Date.now();
  using execution = new Watched(command);
  const ms = () => Date.now() - (execution.since ?? since);
  const source = new CancellationTokenSource();
  const cancel = () => source.cancel();
  signal.addEventListener("abort", cancel);
  try {
    const input = {
      command: lineInFolder(command, place.folder, shell),
      explanation: command,
      goal: command,
      mode: "sync",
      isBackground: false,
      timeout: params.timeoutMs ?? limitMs(),
    };
    const { content } = await editor.invokeTool(TOOL, { input, toolInvocationToken: token }, source.token);
    const said = content
      .flatMap((part) => (part instanceof LanguageModelTextPart ? [part.value] : []))
      .join("\n");
    if (!execution.since && SKIPPED.test(said)) return { kind: "refused" };
    if (execution.since && !execution.hasEnded) return { kind: "background", output: said, ms: ms() };
    const exited = EXITED.exec(said)?.[1];
    const exitCode = execution.exitCode ?? (exited === undefined ? undefined : Number(exited));
    return {
      kind: "ended",
      output: said.replace(EXITED, ""),
      ms: ms(),
      isSandboxed: false,
      ...(exitCode === undefined ? {} : { exitCode }),
    };
  } catch (error) {
    if (signal.aborted || cancellation.isCancellationRequested)
      return { kind: "stopped", output: "", ms: ms() };
    if (isCancel(error)) return { kind: "refused" };
    return { kind: "failed", reason: messageOf(error) };
  } finally {
    signal.removeEventListener("abort", cancel);
    source.dispose();
  }
}

/** A folder by the name that VS Code has for it: it leaves out what changes nothing. */
async function terminalFolder(folder: string): Promise<{ folder: string } | { reason: string }> {
  const uri = Uri.parse(folder, true);
  // Terminals are where the workspace is, also where Ossicle isn't and can see no folder.
  if (uri.scheme === "vscode-remote") return { folder: uri.path };
  const place = await workFolder(folder, localFolders());
  return "reason" in place ? place : { folder: uri.fsPath };
}

function isCancel(error: unknown): boolean {
  return error instanceof CancellationError || (error instanceof Error && error.name === "Canceled");
}

/** What the shell says of a command while the tool runs it: the tool itself says no exit code. */
class Watched implements Disposable {
  since: number | undefined;
  hasEnded = false;
  exitCode: number | undefined;
  #execution: TerminalShellExecution | undefined;
  #terminal: Terminal | undefined;
  readonly #subscription: Disposable;

  constructor(command: string) {
    this.#subscription = Disposable.from(
      window.onDidStartTerminalShellExecution(({ execution, terminal }) => {
        if (!execution.commandLine.value.includes(command)) return;
        this.#execution = execution;
        this.#terminal = terminal;
        this.since = Date.now();
      }),
      window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
        if (execution !== this.#execution) return;
        this.hasEnded = true;
        this.exitCode = exitCode;
      }),
      window.onDidCloseTerminal((terminal) => {
        if (terminal !== this.#terminal) return;
        this.hasEnded = true;
        this.exitCode = terminal.exitStatus?.code;
      }),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
