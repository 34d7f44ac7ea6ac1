/** Running other programs of this machine. */
import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** What the program wrote to its standard output. Rejects when it can't be started or ends with another code than 0. */
export async function outputOf(
  program: string,
  args: readonly string[],
  { cwd }: { cwd?: string } = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], { maxBuffer: 64 << 20, cwd });
  return stdout;
}

/** Where the program lies: in `folders`, else on the PATH. */
export async function findProgram(
  name: string,
  folders: readonly string[] = [],
): Promise<string | undefined> {
  for (const folder of [...folders, ...(process.env.PATH ?? "").split(delimiter)]) {
    const path = join(folder, name);
    if (folder !== "" && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
