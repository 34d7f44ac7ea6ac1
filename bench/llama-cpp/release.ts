/**
 * The release of llama.cpp that node-llama-cpp was built from, and which of its programs are built: node-llama-cpp
 * carries the sources as a git bundle, so nothing is fetched.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { cacheFolder } from "../../tools/fixtures/cache.ts";
import { findProgram, outputOf } from "../command.ts";

const MODULES = new URL("../../node_modules/", import.meta.url);
const NODE_LLAMA_CPP = new URL("node-llama-cpp/", MODULES);
const releaseFile = v.object({ tag: v.pipe(v.string(), v.regex(/^[\w.-]+$/)) });

export const PROGRAMS = ["llama-server", "llama-bench"] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** Whether the folder has the programs. */
export const isBuilt = (folder: string) => PROGRAMS.every((name) => existsSync(join(folder, name)));

/** Whose libraries are meant: those for the CPU alone, or with a GPU's. */
export type Gpu = "cuda" | "vulkan" | false;

/** The folder of node-llama-cpp's native libraries on this platform. */
export function shippedLibraries(gpu: Gpu): string {
  const name = `linux-${process.arch}${gpu === false ? "" : `-${gpu}`}`;
  return fileURLToPath(new URL(`@node-llama-cpp/${name}/bins/${name}`, MODULES));
}

export async function llamaCppRelease(): Promise<string> {
  const info = await readFile(new URL("llama/llama.cpp.info.json", NODE_LLAMA_CPP), "utf8");
  return v.parse(releaseFile, JSON.parse(info)).tag;
}

/** Where what belongs to this release is kept. */
export async function releaseFolder(): Promise<string> {
  return join(cacheFolder(), "llama.cpp", await llamaCppRelease());
}

/** The sources, taken out of node-llama-cpp's bundle when they aren't there yet. */
export async function sourceFolder(): Promise<string> {
  const source = join(await releaseFolder(), "source");
  if (existsSync(source)) return source;
  const bundle = fileURLToPath(new URL("llama/gitRelease.bundle", NODE_LLAMA_CPP));
  if (!existsSync(bundle))
    throw new Error(
      `node-llama-cpp's sources of llama.cpp are missing: ${bundle}. Install it from npm again.`,
    );
  const git = await findProgram("git");
  if (!git)
    throw new Error("llama.cpp's sources are a git bundle, and there is no git on the PATH. Install it.");
  await mkdir(dirname(source), { recursive: true });
  const aside = `${source}.${process.pid}.tmp`;
  await outputOf(git, ["-c", "advice.detachedHead=false", "clone", "--quiet", bundle, aside]);
  await rename(aside, source);
  return source;
}
