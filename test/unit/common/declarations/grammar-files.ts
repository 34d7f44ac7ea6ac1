import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ReadModule } from "../../../../common/declarations/declaration-finder.ts";
import files from "../../../../common/declarations/grammars.json" with { type: "json" };

const PATHS: Readonly<Record<string, string>> = files;

/** The grammars as their packages have them. */
export const readFromPackages: ReadModule = (name) =>
  readFile(fileURLToPath(new URL(`../../../../node_modules/${PATHS[name]}`, import.meta.url)));
