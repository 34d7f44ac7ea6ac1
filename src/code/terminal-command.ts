/** What of a code block is typed into a terminal. */

export type TerminalCommand =
  | { kind: "run"; command: string }
  | { kind: "refused"; why: "empty" | "invisible" | "tooLong" };

/** More can't be shown as a whole before it runs. */
const MAX_LINES = 20;
const MAX_CHARS = 2_000;
const TRANSCRIPTS = new Set(["console", "shell-session", "shellsession", "terminal", "session"]);
/** Control characters, and those that change what is read: what is shown must be what runs. */
const INVISIBLE = /(?![\t\n])[\p{C}\p{Zl}\p{Zp}]/u;

/** In a transcript only the lines behind a prompt are commands; elsewhere a prompt before every line is dropped. */
export function terminalCommand(code: string, language: string): TerminalCommand {
  const lines = code.trim().split(/\r\n|\r|\n/);
  const hasPrompt = (line: string) => /^\s*[$❯]\s/.test(line);
  const said = lines.filter((line) => line.trim() !== "");
  const isTranscript = TRANSCRIPTS.has(language.toLowerCase()) && said.some(hasPrompt);
  const commands =
    isTranscript || said.every(hasPrompt)
      ? lines.filter(hasPrompt).map((line) => line.replace(/^\s*[$❯]\s+/, ""))
      : lines;
  const command = commands.join("\n").trim();
  if (command === "") return { kind: "refused", why: "empty" };
  if (INVISIBLE.test(command)) return { kind: "refused", why: "invisible" };
  if (commands.length > MAX_LINES || command.length > MAX_CHARS) return { kind: "refused", why: "tooLong" };
  return { kind: "run", command };
}
