/** Which folders of node_modules belong to a package: its own and those of all it depends on. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import * as v from "valibot";

const names = v.optional(v.record(v.string(), v.string()), {});
const manifest = v.object({ dependencies: names, optionalDependencies: names });

/**
 * Paths relative to `root`, sorted; a package that lies within another one's folder comes with it. Optional
 * dependencies that aren't installed are left out.
 */
export async function dependencyFolders(root: string, packages: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (name: string, from: string, isOptional: boolean): Promise<void> => {
    const folder = resolvePackage(name, from, root);
    if (!folder && isOptional) return;
    if (!folder) throw new Error(`${name} is not installed. Run npm install.`);
    if (found.has(folder)) return;
    found.add(folder);
    const text = await readFile(join(folder, "package.json"), "utf8");
    const { dependencies, optionalDependencies } = v.parse(manifest, JSON.parse(text));
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies }))
      await visit(dependency, folder, dependency in optionalDependencies);
  };
  for (const name of packages) await visit(name, root, false);
  const isWithinAnother = (folder: string) => [...found].some((other) => folder.startsWith(`${other}/`));
  return [...found]
    .filter((folder) => !isWithinAnother(folder))
    .map((folder) => relative(root, folder))
    .sort();
}

/** As Node looks for it: in node_modules of the folder, then of those above it. */
function resolvePackage(name: string, from: string, root: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (folder === root) return undefined;
  }
}
