/**
 * The files of npm packages that the engine loads at run time. node-llama-cpp finds its binaries by paths relative
 * to its own modules and starts one of them as a process, so it is shipped as it is, not bundled; but only those of
 * its modules that its entry reaches, and so of its dependencies: no command line, no compiler, no git repository.
 */
import { existsSync } from "node:fs";
import { access } from "node:fs/promises";
import { join, posix, sep } from "node:path";
import { build } from "esbuild";

/** node-llama-cpp reads these by path; esbuild doesn't see that. */
const READ_BY_PATH = [
  "package.json",
  "llama/binariesGithubRelease.json",
  "llama/llama.cpp.info.json",
  "llama/package.json",
].map((file) => `node_modules/node-llama-cpp/${file}`);

/**
 * Never loaded here: the native packages are chosen by target, Electron is there or not, and reflink clones local
 * files, which is no download.
 */
const LEFT_OUT = ["@node-llama-cpp/*", "electron", "@reflink/*"];

/**
 * Paths relative to the repository, with `/`: the modules that node-llama-cpp's entry reaches, and what Node reads
 * to load them.
 */
export async function runtimeFiles(root: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: 'import "node-llama-cpp";', resolveDir: root, sourcefile: ENTRY },
    bundle: true,
    write: false,
    metafile: true,
    splitting: true,
    outdir: "unused",
    format: "esm",
    platform: "node",
    // Node's own way to look packages up.
    mainFields: ["main"],
    conditions: ["node-addons", "module-sync"],
    external: LEFT_OUT,
    treeShaking: false,
    logLevel: "error",
  });
  const modules = Object.keys(metafile.inputs).filter((file) => file !== ENTRY);
  const files = new Set([...modules, ...manifestsOf(modules, root), ...READ_BY_PATH]);
  for (const file of files) await access(join(root, file));
  return [...files].toSorted();
}

const ENTRY = "entry.js";

/** The package.json of each package, and those below that say which kind of module a folder holds. */
function manifestsOf(modules: readonly string[], root: string): string[] {
  const folders = new Set<string>();
  for (const module of modules)
    for (let folder = posix.dirname(module); !folder.endsWith("node_modules"); folder = posix.dirname(folder))
      folders.add(folder);
  return [...folders]
    .map((folder) => `${folder}/package.json`)
    .filter((file) => existsSync(join(root, file)));
}

/** The folders of the packages that files belong to, such as `node_modules/a/node_modules/@b/c`. */
export function packageFolders(files: readonly string[]): string[] {
  const folders = files.map(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll(sep, "/"))?.[0],
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].toSorted();
}
