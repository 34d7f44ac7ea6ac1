/** What a terminal showed, as text. */
import { stripVTControlCharacters } from "node:util";

/** Without colors and cursor movements; what a progress bar wrote over is gone, as it is on the screen. */
export function plainOutput(raw: string): string {
  const text = stripVTControlCharacters(raw);
  return text
    .split(/\r?\n/)
    .map((line) => overwritten(line).trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** A carriage return goes back to the beginning of the line, a backspace by one character. */
function overwritten(line: string): string {
  if (!/[\r\b]/.test(line)) return line.replace(CONTROL, "");
  const shown: string[] = [];
  let at = 0;
  for (const character of line) {
    if (character === "\r") at = 0;
    else if (character === "\b") at = Math.max(0, at - 1);
    else shown[at++] = character;
  }
  return shown.join("").replace(CONTROL, "");
}

const CONTROL = /(?!\t)\p{Cc}/gu;

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
