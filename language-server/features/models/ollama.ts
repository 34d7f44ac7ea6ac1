/**
 * Ollama's models: blobs that are named after their checksums, and manifests that give them names
 * (https://github.com/ollama/ollama/blob/main/docs/faq.md, manifests/HOST/NAMESPACE/MODEL/TAG).
 */
import { opendir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type { ModelFile } from "./find-files.ts";

const MODEL_LAYER = "application/vnd.ollama.image.model";
const OWN_HOST = "registry.ollama.ai";
const OWN_NAMESPACE = "library";
const MAX_MANIFESTS = 1_000;
const MAX_MANIFEST_BYTES = 1e6;

const manifestSchema = v.object({
  layers: v.array(
    v.object({ mediaType: v.string(), digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)) }),
  ),
});

/** The models whose manifests are in `folder` and whose blobs are there. Rejects with the signal's reason alone. */
export async function findOllamaModels(folder: string, signal: AbortSignal): Promise<ModelFile[]> {
  const models = new Map<string, ModelFile>();
  for (const manifest of await manifestsIn(join(folder, "manifests"), signal)) {
    signal.throwIfAborted();
    const digest = await modelDigest(join(folder, "manifests", ...manifest));
    if (digest === undefined) continue;
    const path = join(folder, "blobs", digest.replace(":", "-"));
    const stats = await stat(path).catch(() => undefined);
    // Two tags may be one model.
    if (!stats?.isFile() || models.has(path)) continue;
    models.set(path, { path, bytes: stats.size, modifiedMs: stats.mtimeMs, name: nameOf(manifest) });
  }
  return [...models.values()];
}

/** Paths of four segments: host, namespace, model, tag. */
async function manifestsIn(folder: string, signal: AbortSignal): Promise<string[][]> {
  let paths: string[][] = [[]];
  for (let level = 0; level < 4; level++) {
    const deeper: string[][] = [];
    for (const path of paths) {
      try {
        for await (const entry of await opendir(join(folder, ...path))) {
          signal.throwIfAborted();
          const isRight = level < 3 ? entry.isDirectory() : entry.isFile();
          if (isRight && deeper.length < MAX_MANIFESTS) deeper.push([...path, entry.name]);
        }
      } catch {
        signal.throwIfAborted();
      }
    }
    paths = deeper;
  }
  return paths;
}

async function modelDigest(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).size > MAX_MANIFEST_BYTES) return undefined;
    const manifest = v.safeParse(manifestSchema, JSON.parse(await readFile(path, "utf8")));
    if (!manifest.success) return undefined;
    return manifest.output.layers.find(({ mediaType }) => mediaType === MODEL_LAYER)?.digest;
  } catch {
    return undefined;
  }
}

/** As `ollama list` shows it. */
function nameOf([host = "", namespace = "", model = "", tag = ""]: string[]): string {
  const owner = namespace === OWN_NAMESPACE ? "" : `${namespace}/`;
  return `${host === OWN_HOST ? "" : `${host}/`}${owner}${model}:${tag}`;
}
