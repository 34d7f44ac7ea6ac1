/**
 * Patches that a model hands to a command, as if apply_patch were a program: as its argument, in a here-document, through
 * a pipe, in a shell within a shell. Where the command does nothing else, it is the tool that is meant.
 */
import { PATCH_BEGIN, PATCH_END, unescaped } from "./patch-text.ts";

const PROGRAM = /^apply[_-]?patch$/;
const CALLS_IT = /\bapply[_-]?patch\b/;
const RUNS_IT = /(?:^|[|;&\n])\s*apply[_-]?patch\b/;
const SHELL = /^(?:.*[\\/])?(?:bash|sh|zsh|dash|pwsh|powershell|cmd)(?:\.exe)?$/i;
const SHELL_FLAG = /^(?:-[a-z]*c|-command|\/c)$/i;
/** A shell that is given a script, as one text. */
const SHELL_TEXT = /^\s*(?:bash|sh|zsh)\s+-[a-z]*c\s+(["'])([\s\S]*)\1\s*$/;
const CHANGES_FOLDER = /^\s*cd\s+(?:"([^"]*)"|'([^']*)'|([^\s;&|]+))\s*(?:&&|;|\n)\s*/;
/** The word that ends a here-document. */
const HEREDOC = /<<-?\s*\\?["']?([^\s"'`$()|;&<>]+)["']?/;
/** What hands a patch over, and does nothing else. */
const HANDS_OVER = [
  new RegExp(HEREDOC, "g"),
  /\bprintf\s+["']?%[sb](?:\\n)?["']?/g,
  /\b(?:apply[_-]?patch|cat|echo(?: -[ne]+)?)\b/g,
];
const NOTHING_ELSE = /^[\s|"'$@<-]*$/;
const HEADER = /^(\*\*\* (?:(?:Add|Create|Delete|Remove|Update) File|Move to): *)(.+)$/gm;

export type PatchInCommand =
  /** The command is no patch. */
  | undefined
  | { patch: string }
  /** A sentence for the model. */
  | { error: string };

/** @param workdir where the command was to run, "" for the root */
export function patchInCommand(command: readonly string[], workdir: string): PatchInCommand {
  const script = scriptOf(command);
  if (script === undefined) return undefined;
  const isBare = script.trimStart().startsWith(PATCH_BEGIN);
  if (!isBare && !CALLS_IT.test(script)) return undefined;
  const [, first = "", second = "", third = ""] = CHANGES_FOLDER.exec(script) ?? [];
  const rest = script.replace(CHANGES_FOLDER, "");
  const begin = rest.indexOf(PATCH_BEGIN);
  if (begin < 0) return RUNS_IT.test(rest) ? { error: NO_PATCH } : undefined;
  const opening = rest.slice(0, begin);
  const { patch, after } = cutOut(rest.slice(begin), opening);
  if (!onlyHandsOver(`${opening} ${after}`)) return { error: NOT_ALONE };
  return { patch: inFolder(unquoted(patch, opening), joined(workdir, first || second || third)) };
}

const NO_PATCH =
  "Nothing was done. apply_patch is no program: call the tool repo_browser.apply_patch with " +
  '{"patch": "*** Begin Patch … *** End Patch"}.';
const NOT_ALONE =
  "Nothing was done. apply_patch is a tool, and can't be combined with commands: call repo_browser.apply_patch with " +
  "the patch first, then container.exec with the other commands.";

/** Whether a command, its patch cut out, does nothing but hand that over. */
function onlyHandsOver(rest: string): boolean {
  return NOTHING_ELSE.test(HANDS_OVER.reduce((left, known) => left.replace(known, " "), rest));
}

/** The line on which the here-document begins that a patch stands in; "" where it stands in none. */
const lineBefore = (opening: string) => opening.split("\n").at(-2) ?? "";

/** What a shell is to run; undefined for another program with its arguments. */
function scriptOf(command: readonly string[]): string | undefined {
  const [program = "", ...rest] = command;
  if (PROGRAM.test(program)) return ["apply_patch", ...rest].join(" ");
  if (command.length === 1) return program;
  const flag = SHELL.test(program) ? rest.findIndex((each) => SHELL_FLAG.test(each)) : -1;
  const script = flag < 0 ? undefined : rest[flag + 1];
  const inner = SHELL_TEXT.exec(script ?? "");
  return inner ? unquoted(inner[2] ?? "", inner[1] ?? "") : script;
}

/** The patch, and what is behind it but for the end of its here-document. */
function cutOut(text: string, opening: string): { patch: string; after: string } {
  const word = HEREDOC.exec(lineBefore(opening))?.[1];
  const closing =
    word === undefined ? undefined : new RegExp(`\\n[ \\t]*${word.replace(/\W/g, "\\$&")}[ \\t]*(?=\\n|$)`);
  const end = text.lastIndexOf(PATCH_END);
  if (end >= 0) {
    const after = text.slice(end + PATCH_END.length).replace(/^ \*+/, "");
    return {
      patch: text.slice(0, end + PATCH_END.length),
      after: closing ? after.replace(closing, "") : after,
    };
  }
  const at = closing ? text.search(closing) : -1;
  if (at < 0 || !closing) return { patch: text.replace(/["']\s*$/, ""), after: "" };
  return { patch: text.slice(0, at), after: text.slice(at).replace(closing, "") };
}

/** A text as the shell would read it, by the quote that opens it. */
function unquoted(text: string, opening: string): string {
  const before = opening.trimEnd();
  if (before.endsWith("$'")) return unescaped(text);
  if (before.endsWith("'")) return text.replaceAll("'\\''", "'");
  if (before.endsWith('"')) return text.replace(/\\(["\\$`])/g, "$1");
  // A here-document whose word isn't quoted.
  if (/<<-?\s*\w/.test(lineBefore(opening))) return text.replace(/\\([\\$`])/g, "$1");
  return text;
}

function inFolder(patch: string, folder: string): string {
  if (folder === "") return patch;
  return patch.replace(HEADER, (_, header: string, path: string) => header + joined(folder, path.trim()));
}

function joined(folder: string, path: string): string {
  const isAbsolute = /^(?:\/|\\|[a-z]:)/i.test(path);
  if (isAbsolute || folder === "" || folder === ".") return path;
  return path === "" ? folder : `${folder.replace(/\/+$/, "")}/${path}`;
}
