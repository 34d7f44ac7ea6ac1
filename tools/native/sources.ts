/** What the addon is built from, all of it out of installed packages: its sources, llama.cpp's, Node-API's headers. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { cacheFolder } from "../fixtures/cache.ts";

const run = promisify(execFile);
const NODE_LLAMA_CPP = fileURLToPath(new URL("../../node_modules/node-llama-cpp/", import.meta.url));
const PATCHES = fileURLToPath(new URL("patches/", import.meta.url));
const manifestSchema = v.object({ version: v.string() });
const releaseSchema = v.object({ tag: v.pipe(v.string(), v.regex(/^[\w.-]+$/)) });

export async function nodeLlamaCppVersion(): Promise<string> {
  return v.parse(manifestSchema, JSON.parse(await readFile(join(NODE_LLAMA_CPP, "package.json"), "utf8")))
    .version;
}

/** The release of llama.cpp that node-llama-cpp was built from. */
export async function llamaCppRelease(): Promise<string> {
  const info = await readFile(join(NODE_LLAMA_CPP, "llama/llama.cpp.info.json"), "utf8");
  return v.parse(releaseSchema, JSON.parse(info)).tag;
}

/** A folder of the cache for what is made of this release of llama.cpp. */
export const releaseFolder = async (): Promise<string> =>
  join(cacheFolder(), "llama.cpp", await llamaCppRelease());

/** llama.cpp's sources, taken out of node-llama-cpp's bundle when they aren't there yet. */
export async function llamaCppSources(): Promise<string> {
  const source = join(await releaseFolder(), "source");
  if (existsSync(source)) return source;
  const bundle = join(NODE_LLAMA_CPP, "llama/gitRelease.bundle");
  if (!existsSync(bundle))
    throw new Error(
      `node-llama-cpp's sources of llama.cpp are missing: ${bundle}. Install it from npm again.`,
    );
  await mkdir(dirname(source), { recursive: true });
  const aside = `${source}.${process.pid}.tmp`;
  await run("git", ["-c", "advice.detachedHead=false", "clone", "--quiet", bundle, aside]);
  await rename(aside, source).catch((error: unknown) => {
    // Somebody else was first.
    if (!existsSync(source)) throw error;
  });
  return source;
}

/** Folders with the headers that the addon's sources include. */
export async function includeFolders(): Promise<string[]> {
  const require = createRequire(join(NODE_LLAMA_CPP, "package.json"));
  const packageFolder = (name: string) => dirname(require.resolve(`${name}/package.json`));
  const llamaCpp = await llamaCppSources();
  return [
    packageFolder("node-addon-api"),
    join(packageFolder("node-api-headers"), "include"),
    ...["", "common", "include", "src", "ggml/include", "vendor"].map((folder) => join(llamaCpp, folder)),
  ];
}

/** Our changes: their names with their text. What each is for is written at its head. */
export async function patches(): Promise<Map<string, string>> {
  const names = (await readdir(PATCHES)).filter((name) => name.endsWith(".patch")).toSorted();
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(PATCHES, name), "utf8")] as const),
    ),
  );
}

/**
 * Copies the addon's sources into `folder` with our patches applied, and returns the paths of what is to be compiled,
 * relative to it. Throws where a patch doesn't fit this version of node-llama-cpp.
 */
export async function patchedSources(folder: string): Promise<string[]> {
  await cp(join(NODE_LLAMA_CPP, "llama/addon"), join(folder, "addon"), { recursive: true });
  for (const name of (await patches()).keys()) {
    // In a folder of a repository git would pass over paths that aren't the repository's.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) };
    await run("git", ["apply", join(PATCHES, name)], { cwd: folder, env }).catch(async (error: unknown) => {
      throw new Error(
        `tools/native/patches/${name} doesn't fit node-llama-cpp ${await nodeLlamaCppVersion()}. Read at the head of ` +
          `the patch what it is for: where the package now does that itself, remove the patch, else write it anew. ` +
          `(${error instanceof Error ? error.message.trim() : String(error)})`,
      );
    });
  }
  const files = await readdir(join(folder, "addon"), { recursive: true });
  return files
    .filter((file) => file.endsWith(".cpp"))
    .map((file) => join("addon", file))
    .toSorted();
}
