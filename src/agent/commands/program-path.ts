/** Where a program lies that is called by its name. */
import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/**
 * @param folder in which it is called
 * @returns nothing where there is none that may be run
 */
export async function programPath(
  program: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (program === "") return undefined;
  const hasFolder = /[\\/]/.test(program);
  const places = hasFolder
    ? [resolve(folder, program)]
    : searchPath(env)
        .split(delimiter)
        .map((each) => join(isAbsolute(each) ? each : resolve(folder, each), program));
  for (const place of places) {
    for (const ending of process.platform === "win32" ? ["", ".exe", ".cmd", ".bat"] : [""]) {
      if (await isProgram(place + ending)) return place + ending;
    }
  }
  return undefined;
}

/** Windows spells the variable's name in its own way. */
function searchPath(env: NodeJS.ProcessEnv): string {
  return Object.entries(env).find(([name]) => name.toUpperCase() === "PATH")?.[1] ?? "";
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
