/** The files that are written. */
import { readFile } from "node:fs/promises";

const NAMES = ["inventory.ts", "vscode-chat.ts"];

export const sources = (): Promise<string[]> =>
  Promise.all(NAMES.map((name) => readFile(new URL(`../data/${name}`, import.meta.url), "utf8")));
