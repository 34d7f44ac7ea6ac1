/** What a text search of VS Code's has found, as the model knows it from its training: path:line:text. Pure. */
import { linesOf } from "../../../../common/text-lines.ts";
import { fittingLines, shortLine } from "../../agent/tools/result-text.ts";

const MATCH = /^(\d+):(.*)$/;
/** What VS Code makes of a result without a text. */
const NOTHING = /^\s*(?:\(empty\))?\s*$/;
/** How many there are, on the first line. */
const HEAD = /^Found \d+ match/;
/** More matches of a file than are shown. */
const MORE = /^\.\.\. \(/;

/** @param nameOf a file as the model sees it */
export function foundLines(
  text: string,
  query: string,
  where: string,
  nameOf: (path: string) => string,
): string {
  if (NOTHING.test(text)) return `No match for ${JSON.stringify(query)} in ${where}.`;
  const [head = "", ...lines] = linesOf(text);
  if (!HEAD.test(head)) return text;
  const found: string[] = [];
  let file = "";
  for (const line of lines) {
    const [, number, match] = MATCH.exec(line) ?? [];
    if (number !== undefined && file !== "") found.push(shortLine(`${file}:${number}:${match}`));
    else if (MORE.test(line)) found.push(line);
    else if (line.trim() !== "") file = nameOf(line.trim());
  }
  // A form that isn't known is better read as it is.
  if (found.length === 0) return text;
  const fitting = fittingLines(found);
  const left = found.length - fitting.length;
  return [...fitting, ...(left > 0 ? [`... (${left} more lines)`] : []), `[${head}]`].join("\n");
}
