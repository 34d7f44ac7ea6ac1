/** The built-in extensions of VS Code that tests have. */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { BUILT_IN } from "../../tools/editor-host/vscode-server.ts";

/** What tests use of those that run code. The others take seconds in each window: TypeScript's server, Git, GitHub. */
const NEEDED = ["ipynb", "markdown-language-features"];
const manifestSchema = v.object({ main: v.optional(v.string()), browser: v.optional(v.string()) });

/**
 * Fills a new folder with those that run no code, as languages and themes, and with the few that are needed.
 *
 * @param besides the folders of others, by name
 */
export async function linkBuiltIns(folder: string, besides: readonly string[]): Promise<void> {
  await mkdir(folder);
  for (const name of await readdir(BUILT_IN)) {
    const path = join(BUILT_IN, name);
    const manifest = join(path, "package.json");
    if (!existsSync(manifest)) continue;
    const { main, browser } = v.parse(manifestSchema, JSON.parse(await readFile(manifest, "utf8")));
    if ((main === undefined && browser === undefined) || NEEDED.includes(name) || besides.includes(name))
      await symlink(path, join(folder, name), "junction");
  }
}
