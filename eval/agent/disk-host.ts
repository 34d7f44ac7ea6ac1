/** The agent's host without an editor: changes go to the disk, commands run unasked in the task's folder. */

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../common/errors.ts";
import type { AgentHost } from "../../language-server/features/agent/host.ts";
import type { ApplyResult, FileChange } from "../../language-server/protocol/agent.ts";
import { runProgram } from "./programs.ts";

export interface DiskLimits {
  /** Steps after which the agent has to end. */
  steps: number;
  /** Of a command, whatever the model asks for. */
  commandMs: number;
}

/** @param folder nothing outside of it is written by `apply`; commands are free */
export function diskHost(folder: string, limits: DiskLimits): AgentHost {
  return {
    apply: ({ changes }) => applyChanges(folder, changes),
    async exec({ command, folder: uri, timeoutMs }, signal) {
      const time = Math.min(timeoutMs ?? limits.commandMs, limits.commandMs);
      try {
        const ended = await runProgram(command, fileURLToPath(uri), { timeoutMs: time, signal });
        const { state, exitCode, output, ms } = ended;
        return state === "ended"
          ? { kind: "ended", exitCode, output, ms, isSandboxed: false }
          : { kind: state, output, ms };
      } catch (error) {
        return { kind: "failed", reason: messageOf(error) };
      }
    },
    tool: async () => ({ text: "There are no other tools.", isError: true }),
    goesOn: async ({ steps }) => steps < limits.steps,
  };
}

/** All of them, or none where a file isn't as the change says. */
async function applyChanges(folder: string, changes: readonly FileChange[]): Promise<ApplyResult> {
  for (const change of changes) {
    const path = fileURLToPath(change.uri);
    const targets = change.kind === "moved" ? [path, fileURLToPath(change.to.uri)] : [path];
    if (targets.some((target) => !isInside(folder, target)))
      return { kind: "refused", reason: `${change.path} is outside of the workspace.` };
    const now = await readFile(path, "utf8").catch(() => undefined);
    const before = change.kind === "created" ? undefined : change.before;
    if (now !== before) return { kind: "refused", reason: `${change.path} is not as it was read.` };
  }
  for (const change of changes) {
    const path = fileURLToPath(change.uri);
    if (change.kind === "deleted" || change.kind === "moved") await rm(path);
    if (change.kind === "deleted") continue;
    const target = change.kind === "moved" ? fileURLToPath(change.to.uri) : path;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, change.text);
  }
  return { kind: "applied", problems: [] };
}

const isInside = (folder: string, path: string) => !/^\.\.(?:[\\/]|$)/.test(relative(folder, resolve(path)));
