/**
 * What engines of the tests leave for those of later tests, whose runtime folders are others: their code, compiled, and
 * what they have read of fixtures and of real models. Reading a header takes a process of its own, and more than a
 * second. A file that a test has made is read by each engine anew.
 */
import { copyFile, mkdir, readFile, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { writeFileAtomically } from "../common/atomic-file.ts";
import { cacheFolder } from "../tools/fixtures/cache.ts";

/** The engine's own file, which it reads only if it was written by the same program: see `model-file-cache.ts`. */
const FILE = "known-models.json";
const KEPT = resolve("out/test", FILE);

interface Known {
  program: string;
  files: [path: string, file: unknown][];
}

/** Call before the first engine starts in the folder. */
export async function lendEngineCache(runtimeFolder: string): Promise<void> {
  await mkdir(runtimeFolder, { recursive: true, mode: 0o700 });
  const { NODE_COMPILE_CACHE } = process.env;
  if (NODE_COMPILE_CACHE) await symlink(NODE_COMPILE_CACHE, join(runtimeFolder, "compiled"), "junction");
  // Without one there is nothing to lend yet.
  await copyFile(KEPT, join(runtimeFolder, FILE)).catch(() => undefined);
}

/** Call when the last engine in the folder has ended. */
export async function keepEngineCache(runtimeFolder: string): Promise<void> {
  const [kept, read] = await Promise.all([KEPT, join(runtimeFolder, FILE)].map(known));
  if (!read) return;
  const built = read.files.filter(([path]) => path.startsWith(cacheFolder()));
  const before = kept?.program === read.program ? kept.files : [];
  const files = [...new Map([...before, ...built])];
  if (files.length === before.length) return;
  await mkdir(dirname(KEPT), { recursive: true });
  await writeFileAtomically(KEPT, JSON.stringify({ program: read.program, files }));
}

async function known(path: string): Promise<Known | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}
