/** What the model calls a command, as a shell's line and as the user reads it. Pure. */
import { basename } from "node:path";
import { simpleCommands } from "./shell-words.ts";

const SHELLS = new Set(["bash", "sh", "zsh", "dash"]);
/** Options that make a shell read its next argument as a script, alone or together: `-lc`. */
const READS_SCRIPT = /^-[leuxo]*c[leux]*$/;
/** Characters that aren't seen, or change how others are read. */
const INVISIBLE = /(?![\t\n])[\p{C}\p{Zl}\p{Zp}]/gu;
/** What would end the shell, or change it for later commands. */
const CHANGES_SHELL =
  /(?:^|[;&|(){}\n]|\b(?:then|else|do)\s)\s*(?:exit|exec|logout|set|trap|ulimit|umask)(?![\w.-])/;
const NEEDS_NO_QUOTES = /^[\w@%+=:,./-]+$/;

/** A command that the model wants to run. */
export interface CommandLine {
  /** What runs: a program and its arguments. */
  argv: readonly string[];
  /** What the user is shown: the script of a shell, or the program with its arguments as one would type it. */
  shown: string;
  /** Its simple commands, where it is made of nothing else. */
  commands: string[][] | undefined;
}

/** @param argv as the model wrote it; not empty */
export function commandLine(argv: readonly string[]): CommandLine {
  const line = scriptOf(argv) ?? shellLine(argv);
  return {
    argv,
    shown: visible(line.trim()),
    // What can't be seen can't be agreed to for later times.
    commands: visible(line) === line ? simpleCommands(line) : undefined,
  };
}

/** A terminal's shell: PowerShell has words and quotes of its own. */
export type Shell = "posix" | "powershell";

/** The shell of VS Code's terminal tool. Nothing but its description says which it is. */
export function shellOf(description: string): Shell {
  return /powershell/i.test(description) ? "powershell" : "posix";
}

/** As one would type it into a shell that others share: a script that would end or change that gets a shell of its own. */
export function typedLine(argv: readonly string[], shell: Shell): string {
  const { shown } = commandLine(argv);
  return shell === "posix" && CHANGES_SHELL.test(shown) ? shellLine(argv) : shown;
}

/** A line that begins in a folder, wherever the one before has left the shell. Windows' own PowerShell has no `&&`. */
export function lineInFolder(line: string, folder: string, shell: Shell): string {
  return shell === "posix"
    ? `cd ${shellLine([folder])} && ${line}`
    : `cd '${folder.replaceAll("'", "''")}'; ${line}`;
}

/** As one would type it into a POSIX shell: each word with quotes where it needs them. */
export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  return NEEDS_NO_QUOTES.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** What a shell is called to run, where that is all it is called for. */
function scriptOf(argv: readonly string[]): string | undefined {
  const [program = "", option = "", script, ...more] = argv;
  const isShell =
    SHELLS.has(program) || (SHELLS.has(basename(program)) && /^(?:\/usr)?\/bin\//.test(program));
  return isShell && READS_SCRIPT.test(option) && more.length === 0 ? script : undefined;
}

/** With what isn't seen written out: what is shown is what runs. */
function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
