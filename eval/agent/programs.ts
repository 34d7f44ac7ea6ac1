/** Programs in a task's repository: those that the model runs, and those of the judge. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname } from "node:path";
import { promisify } from "node:util";
import type { TaskLanguage } from "./task.ts";

const WINDOWS = process.platform === "win32";
/** What is kept of an output at its beginning, and as much at its end, in characters. */
const KEPT_CHARS = 5_000;

/** Node is the one that runs this. Nothing is downloaded, and nothing is left in the repository. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, FORCE_COLOR: _color, ...rest } = process.env;
  return {
    ...rest,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`,
    NO_COLOR: "1",
    GOFLAGS: "-mod=mod",
    GOPROXY: "off",
    GOTOOLCHAIN: "local",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

export interface Ended {
  state: "ended" | "timedOut" | "stopped";
  /** Absent where a signal ended it. */
  exitCode?: number;
  /** Both streams in order, without the middle of a long one. */
  output: string;
  ms: number;
}

/**
 * Runs a program, and ends it with its children at the time limit or with the signal. Rejects when it can't be started.
 *
 * @param command a program and its arguments
 */
export async function runProgram(
  command: readonly string[],
  folder: string,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Promise<Ended> {
  const [program = "", ...args] = ownPrograms(command);
  const start = performance.now();
  const child = spawn(program, args, {
    cwd: folder,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
    detached: !WINDOWS,
    windowsHide: true,
  });
  let state: Ended["state"] = "ended";
  const end = (why: Ended["state"]) => {
    state = why;
    kill(child);
  };
  const timer = setTimeout(() => end("timedOut"), timeoutMs);
  const stop = () => end("stopped");
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = withoutMiddle(output + text);
    });
  try {
    const [exitCode] = await once(child, "close");
    return {
      state,
      ...(typeof exitCode === "number" ? { exitCode } : {}),
      output,
      ms: performance.now() - start,
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * A login shell reads the user's profile, which may put other programs first; and Windows calls Python `python`.
 */
function ownPrograms([program = "", ...args]: readonly string[]): string[] {
  if (program === "node") return [process.execPath, ...args];
  if (program === "python3" && WINDOWS) return ["python", ...args];
  if (/^(?:bash|sh)$/.test(program) && args[0] === "-lc") return [program, "-c", ...args.slice(1)];
  return [program, ...args];
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (WINDOWS) child.kill();
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

function withoutMiddle(text: string): string {
  if (text.length <= 3 * KEPT_CHARS) return text;
  return `${text.slice(0, KEPT_CHARS)}\n[…]\n${text.slice(-KEPT_CHARS)}`;
}

/** What a language's tasks need, and how it is seen to be there. */
const TOOLS: Partial<Record<TaskLanguage, { needs: string; command: readonly string[] }>> = {
  python: {
    needs: "Python 3.9",
    command: ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))"],
  },
  go: { needs: "Go 1.21", command: ["go", "list", "-f", "{{context.ReleaseTags}}", "unsafe"] },
};

/** Why a language's tasks can't be run on this machine; undefined where they can. */
export async function missingTool(language: TaskLanguage): Promise<string | undefined> {
  const tool = TOOLS[language];
  if (!tool) return undefined;
  const [program = "", ...args] = ownPrograms(tool.command);
  const reason = `${tool.needs} or later isn't on this machine`;
  try {
    const { stdout } = await promisify(execFile)(program, args, { env: environment() });
    return language === "go" && !/\bgo1\.21\b/.test(stdout) ? reason : undefined;
  } catch {
    return reason;
  }
}
