/** What a terminal showed, as text. */
import { shownLines } from "./terminal-screen.ts";

/** As it is on the screen at the end, without colors; what was written over or erased is gone. */
export function plainOutput(raw: string): string {
  return shownLines(raw)
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The last command with what it said, as a terminal shows both. */
export function commandText(
  command: string,
  output: string,
  exitCode: number | undefined,
  isCut: boolean,
): string {
  const lines = [`$ ${command.trim()}`];
  if (isCut) lines.push("(The beginning of the output was left out.)");
  const said = plainOutput(output);
  if (said !== "") lines.push(said);
  if (exitCode !== undefined && exitCode !== 0) lines.push(`(exit code ${exitCode})`);
  return lines.join("\n");
}
