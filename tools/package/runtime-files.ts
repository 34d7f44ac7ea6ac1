/** What the engine reads of node-llama-cpp at run time, beside its bundle (`../bundle/node-llama-cpp.mjs`). */
import { sep } from "node:path";

/** Paths relative to the repository, with `/`. */
export const RUNTIME_FILES = [
  "package.json",
  "llama/binariesGithubRelease.json",
  "llama/llama.cpp.info.json",
  "llama/package.json",
  // It asks macOS about Rosetta from its own folder, which has to be there.
  "dist/cli/utils/isRunningUnderRosetta.js",
].map((file) => `node_modules/node-llama-cpp/${file}`);

/** The folders of the packages that files belong to, such as `node_modules/a/node_modules/@b/c`. */
export function packageFolders(files: readonly string[]): string[] {
  const folders = files.map(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll(sep, "/"))?.[0],
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].toSorted();
}
