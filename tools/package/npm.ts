/** npm, run in a folder; its words go into the error when it fails. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { npmCommand } from "../install.mjs";

/** @returns what npm writes to stdout. Rejects with an `NpmError`. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const command = npmCommand();
  const child = spawn(command.command, [...command.args, ...args], { cwd, shell: command.shell });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (status !== 0) throw new NpmError(args, stderr);
  return stdout;
}

export class NpmError extends Error {
  /** The registry was reached, and has no such package or version. */
  readonly isNotThere: boolean;

  constructor(args: readonly string[], stderr: string) {
    super(`npm ${args.join(" ")} failed:\n${stderr.trim()}`);
    this.name = "NpmError";
    this.isNotThere = /^npm (?:error|ERR!) code (?:ETARGET|E404)$/m.test(stderr);
  }
}
