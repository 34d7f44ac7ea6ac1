/** A command as a child process, without a terminal: it has no input, and can't ask for any. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { messageOf } from "../../../common/errors.ts";
import { t } from "../../text/l10n.ts";
import type { CommandToRun, Execution } from "./execution.ts";
import { endFamily, killGroup, MARK } from "./processes.ts";
import { programPath } from "./program-path.ts";
import { windowsCommand } from "./windows-command.ts";

/** Read between two pauses: a flood leaves time for everything else. */
const FLOOD_BYTES = 4_000_000;
const PAUSE_MS = 20;
/** Behind the end of all processes, what is left in the pipe comes at once. */
const LAST_OUTPUT_MS = 2_000;

export interface ChildOptions extends CommandToRun {
  env: NodeJS.ProcessEnv;
}

/** @throws an Error with a sentence for the user where it can't be started */
export async function startChild({ argv, folder, env, onOutput }: ChildOptions): Promise<Execution> {
  const mark = randomUUID();
  const [program = ""] = argv;
  const [file, ...rest] = (await toStart(argv, folder, env)) ?? [];
  if (file === undefined) throw noProgram(program);
  const child = spawn(file, rest, {
    cwd: folder,
    env: { ...env, [MARK]: mark },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, and no terminal to ask at.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  try {
    await once(child, "spawn");
  } catch (error) {
    throw new Error(t("{0} couldn't be started: {1}", program, messageOf(error)));
  }
  const pid = child.pid ?? 0;
  follow(child, onOutput);
  let isEnding: Promise<void> | undefined;
  const end = () => {
    isEnding ??= endFamily({ mark, of: { leader: pid } });
    return isEnding;
  };
  return { done: ended(child, end), end: () => void end(), dispose: () => killGroup(pid) };
}

export function noProgram(name: string): Error {
  return new Error(t("There is no program {0} on this machine.", name));
}

/** What is started for a command; nothing where its program isn't there. */
async function toStart(
  argv: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<string[] | undefined> {
  if (process.platform === "win32") return windowsCommand(argv, folder, env);
  // Both streams as one, so that their lines stay in order.
  const inOneStream = ["/bin/sh", "-c", 'exec "$@" 2>&1', "sh", ...argv];
  return (await programPath(argv[0] ?? "", folder, env)) === undefined ? undefined : inOneStream;
}

async function ended(
  child: ChildProcess,
  end: () => Promise<void>,
): Promise<{ exitCode: number | undefined }> {
  const closed = once(child, "close");
  const [code, signal] = await exit(child);
  // What it has left behind would hold the pipe open.
  await end();
  const late = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, LAST_OUTPUT_MS);
  await closed;
  clearTimeout(late);
  return { exitCode: signal === null ? (code ?? undefined) : undefined };
}

function exit(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve([child.exitCode, child.signalCode]);
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve([code, signal])));
}

function follow(child: ChildProcess, onOutput: (text: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    let sincePause = 0;
    // Sequences that aren't UTF-8 become U+FFFD.
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      onOutput(text);
      sincePause += text.length;
      if (sincePause < FLOOD_BYTES) return;
      sincePause = 0;
      stream.pause();
      setTimeout(() => stream.resume(), PAUSE_MS);
    });
  }
}
