/** The log of the engine before this one, which the launcher has kept: it may say what that one died of. */
import { readFile } from "node:fs/promises";
import { lastLogFile } from "../../engine-protocol/address.ts";
import { saysOutOfMemory } from "./out-of-memory.ts";

/** What a dying driver says, it says at the end. */
const LAST_WORDS_CHARACTERS = 4_000;

export async function lastEngineDiedOfMemory(folder: string): Promise<boolean> {
  const log = await readFile(lastLogFile(folder), "utf8").catch(() => "");
  return saysOutOfMemory(log.slice(-LAST_WORDS_CHARACTERS));
}
