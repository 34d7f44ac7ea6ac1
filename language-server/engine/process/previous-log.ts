/** The log of the previous engine, which the launcher keeps: it may say why that engine crashed. */
import { readFile } from "node:fs/promises";
import { lastLogFile } from "../../engine-protocol/address.ts";
import { saysOutOfMemory } from "./out-of-memory.ts";

/** A crashing driver's message is at the end. */
const LAST_WORDS_CHARACTERS = 4_000;

export async function lastEngineDiedOfMemory(folder: string): Promise<boolean> {
  const log = await readFile(lastLogFile(folder), "utf8").catch(() => "");
  return saysOutOfMemory(log.slice(-LAST_WORDS_CHARACTERS));
}
