/** The model of last resort: it knows the sample workspace's two functions by heart, and nothing else. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../fixtures/cache.ts";
import { buildScripted, type Script } from "../fixtures/scripted.ts";

const SCRIPT: Script = {
  sequences: [
    // shapes.ts and greeting.py; the prompt ends within the indentation (see `prompt/healing.ts`).
    [{ text: " " }, { text: " return width * height;\n}\n```" }, { special: "<|return|>" }],
    [{ text: "   " }, { text: " print(name)\n```" }, { special: "<|return|>" }],
  ],
};

/** Builds it, in about a second. Answers its path. */
export async function standIn(): Promise<string> {
  const folder = join(cacheFolder(), "fixtures");
  await mkdir(folder, { recursive: true });
  const path = join(folder, "stand-in.gguf");
  await buildScripted(path, SCRIPT);
  return path;
}
