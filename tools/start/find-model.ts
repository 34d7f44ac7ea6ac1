/** Looks for a gpt-oss model where other programs keep theirs. */
import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../fixtures/cache.ts";
import { ggufArchitecture } from "./gguf-architecture.ts";

/** The smallest gpt-oss has 12 GB; below this it is a test's model. */
const MIN_BYTES = 1e9;
const MAX_DEPTH = 6;

/** Where models lie: Ossicle, LM Studio, Hugging Face, llama.cpp, Jan, GPT4All. */
export function modelFolders(home: string = homedir()): string[] {
  const { HF_HOME, LLAMA_CACHE, LOCALAPPDATA, APPDATA } = process.env;
  return [
    join(cacheFolder(), "models"),
    join(home, ".lmstudio", "models"),
    join(home, ".cache", "lm-studio", "models"),
    join(HF_HOME ?? join(home, ".cache", "huggingface"), "hub"),
    LLAMA_CACHE ?? join(home, ".cache", "llama.cpp"),
    join(home, "Library", "Caches", "llama.cpp"),
    join(home, "jan", "models"),
    join(home, ".local", "share", "Jan", "data", "llamacpp", "models"),
    join(home, "Library", "Application Support", "Jan", "data", "llamacpp", "models"),
    join(home, ".local", "share", "nomic.ai", "GPT4All"),
    join(home, "Library", "Application Support", "nomic.ai", "GPT4All"),
    ...(LOCALAPPDATA ? [join(LOCALAPPDATA, "llama.cpp"), join(LOCALAPPDATA, "nomic.ai", "GPT4All")] : []),
    ...(APPDATA ? [join(APPDATA, "Jan", "data", "llamacpp", "models")] : []),
  ];
}

/** The smallest gpt-oss model in the folders, or undefined when there is none. */
export async function findModel(folders: readonly string[]): Promise<string | undefined> {
  const files = (await Promise.all(folders.map((folder) => ggufFiles(folder, MAX_DEPTH)))).flat();
  const large = files.filter(({ path, bytes }) => bytes >= MIN_BYTES || isFirstPart(path));
  for (const { path } of large.toSorted((a, b) => a.bytes - b.bytes))
    if (!isLaterPart(path) && (await ggufArchitecture(path)) === "gpt-oss") return path;
  return undefined;
}

/** A split model is loaded by its first part, which may be small. */
const isFirstPart = (path: string) => /-00001-of-\d{5}\.gguf$/i.test(path);
const isLaterPart = (path: string) => /-\d{5}-of-\d{5}\.gguf$/i.test(path) && !isFirstPart(path);

async function ggufFiles(folder: string, depth: number): Promise<{ path: string; bytes: number }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth > 0 ? ggufFiles(path, depth - 1) : [];
    if (!entry.name.toLowerCase().endsWith(".gguf")) return [];
    // Hugging Face's cache holds links to the files.
    const stats = await stat(path).catch(() => undefined);
    return stats?.isFile() ? [{ path, bytes: stats.size }] : [];
  });
  return (await Promise.all(found)).flat();
}
