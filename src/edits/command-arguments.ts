import * as v from "valibot";
import { Position, Range, Uri } from "vscode";
import { type EditKind, editCommandArguments } from "../../language-server/protocol/edit-command.ts";

const problem = v.tuple([v.string(), v.number(), v.number()]);

/** The place of the problem that a command is about. @throws for anything else */
export function readProblem(raw: readonly unknown[]): { uri: Uri; position: Position } {
  const [uri, line, character] = v.parse(problem, raw.slice(0, 3));
  return { uri: Uri.parse(uri, true), position: new Position(line, character) };
}

/** The argument of a server's code action; undefined for anything else. */
export function readEditArguments(
  raw: unknown,
): { uri: string; range: Range; kind: EditKind; instruction: string } | undefined {
  const parsed = v.safeParse(editCommandArguments, raw);
  if (!parsed.success) return undefined;
  const { uri, range, kind, instruction } = parsed.output;
  const { start, end } = range;
  return { uri, kind, instruction, range: new Range(start.line, start.character, end.line, end.character) };
}
