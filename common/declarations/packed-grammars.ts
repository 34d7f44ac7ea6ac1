/** The grammars as the build packs them: 2 MB, which are 20 MB unpacked. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { ReadModule } from "./declaration-finder.ts";

/** @param folder `dist/grammars` */
export function packedGrammars(folder: string): ReadModule {
  return async (name) => promisify(gunzip)(await readFile(join(folder, `${name}.wasm.gz`)));
}
