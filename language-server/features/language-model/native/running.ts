/** Commands, in VS Code's terminal: what the user is asked about is what the model wrote, and runs as it is. */
import { lineOf, shellLine } from "../../../../common/command-line/command-line.ts";
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import { t } from "../../../text/l10n.ts";
import { ends, MAX_RESULT_CHARS } from "../../agent/tools/result-text.ts";
import { KNOWN_TOOLS } from "./known-tools.ts";
import { toolMapping } from "./mapping.ts";

/** Afterwards VS Code lets a command go on in the background, and says so. */
const DEFAULT_TIMEOUT_MS = 300_000;
const MAX_EXPLANATION_CHARS = 300;
/** A command that changes the folder for itself alone. */
const IN_FOLDER = /^\((cd [^()]*)\)$/;

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
    const line = lineOf(argv).trim();
    if (line === "") return { error: "The command is empty." };
    const hasFolder = !/^(?:\.?\/?)$/.test(workdir.trim());
    const folder = hasFolder ? await paths.absolute(workdir) : undefined;
    const command = inFolder(line, folder, shellIn(description));
    return { input: { command, ...wordsFor(said), mode: "sync" as const, timeout } };
  },
  toNative: ({ command, timeout }) => ({
    command: ["bash", "-lc", command.replace(IN_FOLDER, "$1")],
    ...(timeout === undefined || timeout === DEFAULT_TIMEOUT_MS ? {} : { timeout }),
  }),
  result: (_, text) => ends(text, MAX_RESULT_CHARS),
});

/** VS Code's terminal stays in a folder that a command changes to; the model takes each command for one of its own. */
function inFolder(line: string, folder: string | undefined, shell: Shell): string {
  if (shell === "powershell")
    return folder === undefined ? line : `Push-Location ${quoted(folder)}; ${line}; Pop-Location`;
  const command = folder === undefined ? line : `cd ${shellLine([folder])} && ${line}`;
  if (shell === "other" || !/^cd\s/.test(command)) return command;
  // The end of a here-document is alone on its line.
  return command.includes("\n") ? `(${command}\n)` : `(${command})`;
}

type Shell = "posix" | "powershell" | "other";

/** VS Code says in its tool's description which shell there is. */
function shellIn(description: string): Shell {
  if (/powershell/i.test(description)) return "powershell";
  return /\b(?:bash|zsh)\b/i.test(description) && !/\bfish\b/i.test(description) ? "posix" : "other";
}

/** For PowerShell. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

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
