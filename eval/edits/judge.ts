/** Whether an edit did what its task asks for. */
import { failureOf } from "./checks.ts";
import { compileErrors } from "./code/compile.ts";
import type { Parsers } from "./code/parsers.ts";
import { type Edited, indentationFailure, lineEndFailure, outsideFailure } from "./generic-checks.ts";
import type { Span, Task } from "./task.ts";

/** The text with a span of it replaced. */
export function applied(text: string, { start, end }: Span, newText: string): string {
  return text.slice(0, start) + newText + text.slice(end);
}

/** Everything that is wrong with the text after the edit, in a few words each; none where it is right. */
export function failures(task: Task, after: string, parsers: Parsers): string[] {
  const edited: Edited = { before: task.text, after, lines: task.lines };
  const outside = outsideFailure(edited);
  const generic = [outside ?? indentationFailure(edited), lineEndFailure(edited)];
  using before = parsers.parse(task.text, task.language);
  using code = parsers.parse(after, task.language);
  const syntax = before.syntaxError() === undefined ? code.syntaxError() : undefined;
  const errors =
    syntax === undefined
      ? compileErrors(after, task.language).map(({ code, message }) => `error ${code}: ${message}`)
      : [`it can't be parsed: ${syntax}`];
  const own = [...task.checks, ...task.keeps].map((check) => failureOf(check, code, before));
  const found = [...generic, ...errors, ...own].filter((failure) => failure !== undefined);
  return [...new Set(found)];
}
