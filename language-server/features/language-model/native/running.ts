/** Commands, in VS Code's terminal: what the user is asked about is what the model wrote. */
import { lineInFolder, shellOf, typedLine } from "../../../../common/command-line/command-line.ts";
import { simpleCommands } from "../../../../common/command-line/shell-words.ts";
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import { t } from "../../../text/l10n.ts";
import { ends, MAX_RESULT_CHARS } from "../../agent/tools/result-text.ts";
import { isOnDisk } from "./caller-paths.ts";
import { KNOWN_TOOLS } from "./known-tools.ts";
import { toolMapping } from "./mapping.ts";

/** Afterwards VS Code lets a command go on in the background, and says so. */
const DEFAULT_TIMEOUT_MS = 300_000;
const MAX_EXPLANATION_CHARS = 300;
/** A command behind the folder that it begins in. */
const IN_FOLDER = /^cd ('(?:[^']|'\\''|'')*'|[^\s']+) ?(?:&&|;) ([\s\S]*)$/;

/** VS Code says that it has left out the folder. What the user has changed it says in other words, and that stays. */
const SIMPLIFIED = /^Note: The tool simplified the command to `[^`]*` [^\n]*:\n/;

export const exec = toolMapping({
  native: "container.exec",
  nativeArgs: NATIVE_TOOLS["container.exec"].args,
  caller: "run_in_terminal",
  callerArgs: KNOWN_TOOLS.run_in_terminal,
  async toCaller(
    { command: argv, workdir = "", timeout = DEFAULT_TIMEOUT_MS },
    said,
    { paths, description },
  ) {
    const shell = shellOf(description);
    const line = typedLine(argv, shell);
    if (line === "") return { error: "The command is empty." };
    const folder = (await paths.absolute(workdir)) ?? paths.root;
    if (!isOnDisk(folder)) return { error: "Commands can't be run here: the folder is on no disk." };
    // Commands share a shell, which is where the last one has left it. VS Code leaves out what changes nothing.
    const command = lineInFolder(line, folder, shell);
    return { input: { command, ...wordsFor(said), mode: "sync" as const, timeout } };
  },
  toNative({ command: line, timeout }, { paths }) {
    const [, quoted = "", inFolder] = IN_FOLDER.exec(line) ?? [];
    const folder = quoted
      .replace(/^'([\s\S]*)'$/, "$1")
      .replaceAll("'\\''", "'")
      .replaceAll("''", "'");
    const workdir = paths.relative(folder);
    const isOurs = inFolder !== undefined && workdir !== folder;
    return {
      command: argvOf(isOurs ? inFolder : line),
      ...(isOurs && workdir !== paths.relative(paths.root) ? { workdir } : {}),
      ...(timeout === undefined || timeout === DEFAULT_TIMEOUT_MS ? {} : { timeout }),
    };
  },
  result: (_, text) => ends(text.replace(SIMPLIFIED, ""), MAX_RESULT_CHARS),
});

/** A line that calls a shell for a script, or a script. */
function argvOf(line: string): string[] {
  const [words = [], ...more] = simpleCommands(line) ?? [];
  return more.length === 0 && words[0] === "bash" && words[1] === "-lc" ? words : ["bash", "-lc", line];
}

/** What the user reads where VS Code asks whether the command may run. */
function wordsFor(said: string): { explanation: string; goal: string } {
  const last =
    said
      .trim()
      .split(/\n\s*\n/)
      .at(-1) ?? "";
  // Thoughts come to the point at their end.
  const explanation = last.length > MAX_EXPLANATION_CHARS ? `… ${last.slice(-MAX_EXPLANATION_CHARS)}` : last;
  return {
    explanation: explanation || t("The model says nothing about this command."),
    goal: t("A step of the task in this chat"),
  };
}
