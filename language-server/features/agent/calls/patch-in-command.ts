/**
 * Patches that a model hands to a command, as if apply_patch were a program: as its argument, in a here-document, through
 * a pipe, in a shell within a shell. The command runs nothing else, so it is the tool that is meant.
 */

const CALLS_IT = /\bapply_?-?patch\b/;
const BEGIN = "*** Begin Patch";
const END = "*** End Patch";
const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:bash|sh|zsh|dash)$/;
const SHELL_FLAGS = /^-[a-z]*c$/;
/** A shell that is given a script, as one text. */
const SHELL_TEXT = /^\s*(?:bash|sh|zsh)\s+-[a-z]*c\s+(["'])([\s\S]*)\1\s*$/;
const CHANGES_FOLDER = /^\s*cd\s+(?:"([^"]*)"|'([^']*)'|([^\s;&|]+))\s*(?:&&|;|\n)\s*/;
/** What hands a patch over, once the patch is cut out: nothing here does anything else. */
const HANDS_OVER =
  /^(?:\bapply_?-?patch\b|\bcat\b|\becho\b(?:\s+-[ne]+)?|\bprintf\b\s+["']?%[sb](?:\\n)?["']?|<<<|<<-?\s*\\?["']?\w+["']?|[|"'$-]|\s)*$/;
const HEADER = /^(\*\*\* (?:Add File|Update File|Delete File|Move to): )(.+)$/gm;

export type PatchInCommand =
  /** The command is no patch. */
  | undefined
  | { patch: string }
  /** A sentence for the model. */
  | { error: string };

/** @param workdir where the command was to run, "" for the root */
export function patchInCommand(command: readonly string[], workdir: string): PatchInCommand {
  const script = scriptOf(command);
  if (script === undefined || !CALLS_IT.test(script)) return undefined;
  const [, first = "", second = "", third = ""] = CHANGES_FOLDER.exec(script) ?? [];
  const folder = first || second || third;
  const rest = script.replace(CHANGES_FOLDER, "");
  const begin = rest.indexOf(BEGIN);
  if (begin < 0) return /^\s*apply_?-?patch\b/.test(rest) ? { error: NO_PATCH } : undefined;
  const opening = rest.slice(0, begin);
  const { patch, after } = cutOut(rest.slice(begin), opening);
  if (!HANDS_OVER.test(`${opening} ${after}`)) return { error: NOT_ALONE };
  return { patch: inFolder(unquoted(patch, opening), joined(workdir, folder)) };
}

const NO_PATCH =
  "apply_patch is no program. Call the tool repo_browser.apply_patch with the patch: " +
  '{"patch": "*** Begin Patch … *** End Patch"}.';
const NOT_ALONE =
  "Nothing was done. apply_patch is a tool, and can't be combined with commands: call repo_browser.apply_patch with " +
  "the patch first, then container.exec with the other commands.";

/** What a shell is to run; undefined for another program with its arguments. */
function scriptOf(command: readonly string[]): string | undefined {
  const [program = "", ...rest] = command;
  if (/^apply_?-?patch$/.test(program)) return `apply_patch ${rest.join(" ")}`;
  const isShell = SHELL.test(program) && SHELL_FLAGS.test(rest[0] ?? "");
  const script = isShell ? rest[1] : undefined;
  const inner = SHELL_TEXT.exec(script ?? "");
  return inner ? unquoted(inner[2] ?? "", inner[1] ?? "") : script;
}

/** The patch, and what stands behind it but for the end of its here-document. */
function cutOut(text: string, opening: string): { patch: string; after: string } {
  const word = /<<-?\s*\\?["']?(\w+)["']?[^\n]*\n[^\n]*$/.exec(opening)?.[1];
  const end = text.lastIndexOf(END);
  const closing = word === undefined ? undefined : new RegExp(`\\n[ \\t]*${word}[ \\t]*(?=\\n|$)`);
  if (end >= 0) {
    const after = text.slice(end + END.length);
    return { patch: text.slice(0, end + END.length), after: closing ? after.replace(closing, "") : after };
  }
  const at = closing ? text.search(closing) : -1;
  if (at < 0 || !closing) return { patch: text.replace(/["']\s*$/, ""), after: "" };
  return { patch: text.slice(0, at), after: text.slice(at).replace(closing, "") };
}

/** A text as the shell would read it, by the quote that opens it. */
function unquoted(text: string, opening: string): string {
  if (/\$'\s*$/.test(opening))
    return text.replace(/\\(.)/g, (_, letter: string) => ESCAPED[letter] ?? letter);
  if (/'\s*$/.test(opening)) return text.replaceAll("'\\''", "'");
  if (/"\s*$/.test(opening)) return text.replace(/\\(["\\$`])/g, "$1");
  if (/<<-?\s*\w+[^\n]*\n\s*$/.test(opening)) return text.replace(/\\([\\$`])/g, "$1");
  return text;
}

const ESCAPED: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

function inFolder(patch: string, folder: string): string {
  if (folder === "") return patch;
  return patch.replace(HEADER, (_, header: string, path: string) => header + joined(folder, path.trim()));
}

function joined(folder: string, path: string): string {
  const isAbsolute = /^(?:\/|\\|[a-z]:)/i.test(path);
  if (isAbsolute || folder === "" || folder === ".") return path;
  return path === "" ? folder : `${folder.replace(/\/+$/, "")}/${path}`;
}
