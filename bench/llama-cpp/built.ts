/** Which of llama.cpp's programs are built, and what of node-llama-cpp they are linked with. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binariesIn } from "../../tools/native/variants.ts";

export const PROGRAMS = ["llama-server", "llama-bench"] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** Whether the folder has the programs. */
export const isBuilt = (folder: string) => PROGRAMS.every((name) => existsSync(join(folder, name)));

/** Whose libraries are meant: those for the CPU alone, or with a GPU's. */
export type Gpu = "cuda" | "vulkan" | false;

/** The folder of node-llama-cpp's native libraries on this platform. */
export function shippedLibraries(gpu: Gpu): string {
  const name = `linux-${process.arch}${gpu === false ? "" : `-${gpu}`}`;
  return fileURLToPath(
    new URL(`../../node_modules/@node-llama-cpp/${name}/${binariesIn(name)}`, import.meta.url),
  );
}
