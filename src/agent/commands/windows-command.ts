/** A command on Windows: shells are Git's, since the one that Windows has of this name belongs to a Linux beside it. */
import { dirname, join } from "node:path";
import { programPath } from "./program-path.ts";

const SHELL = /^(?:[\w./]*\/)?(?:ba|da|z)?sh(?:\.exe)?$/;

/**
 * What runs in place of the model's words: a program as it is; a script, which Windows can't start by itself, by Git's
 * shell.
 *
 * @returns nothing where there is no such program, or no Git to run it by
 */
export async function windowsCommand(
  [program = "", ...args]: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<string[] | undefined> {
  if (SHELL.test(program)) {
    const shell = await gitShell(env);
    return shell === undefined ? undefined : [shell, ...args];
  }
  const found = await programPath(program, folder, env);
  if (found === undefined) return undefined;
  if (/\.(?:exe|com)$/i.test(found)) return [found, ...args];
  const shell = await gitShell(env);
  return shell === undefined ? undefined : [shell, "-c", 'exec "$@"', "bash", program, ...args];
}

/** Git for Windows has only its own programs on the path, and its shell beside them. */
async function gitShell(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const git = await programPath("git.exe", ".", env);
  return git && programPath(join(dirname(git), "..", "bin", "bash.exe"), ".", env);
}
