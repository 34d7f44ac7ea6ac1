/** What the engine leaves in its folder, to be read when it can't be asked: for a bug report. */
import { readFile } from "node:fs/promises";
import { crashFile, lastLogFile, logFile, runtimeFolder } from "../engine-protocol/address.ts";

/** The last lines of its log, after those of the engine before it, which may say what that one died of. */
export async function engineLogTail(lines: number): Promise<string[]> {
  const folder = await runtimeFolder();
  const [before, now] = await Promise.all([
    lastLines(lastLogFile(folder), lines),
    lastLines(logFile(folder), lines),
  ]);
  return before.length === 0 ? now : [...before, "--- the engine after it ---", ...now];
}

async function lastLines(file: string, lines: number): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-lines);
}

/** The crash record as it is stored; "" where nothing is remembered. */
export async function crashesText(): Promise<string> {
  return readFile(crashFile(await runtimeFolder()), "utf8").catch(() => "");
}
