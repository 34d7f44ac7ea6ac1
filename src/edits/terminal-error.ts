import { type Terminal, window } from "vscode";
import type { ContextRef } from "../chat/index.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import type { TerminalOutput } from "../workspace/terminal-output.ts";
import { terminalQuestion } from "./terminal-question.ts";

/** VS Code reports within this time that another terminal is active. */
const SHOW_MS = 1_000;

/**
 * The question about the last command that failed, with the command and its output attached. The command's terminal
 * becomes the active one, because the active terminal is read.
 *
 * @throws an Error with a sentence for the user, when no command failed or none is known
 */
export async function lastTerminalError(
  terminals: TerminalOutput,
): Promise<{ question: string; ref: ContextRef }> {
  const { failed } = terminals;
  if (!failed) {
    // Throws with the reason when nothing was run, or the shell has no integration.
    terminals.read();
    throw new Refusal(t("The last command in the terminal didn't fail."));
  }
  await activate(failed.terminal);
  return { question: terminalQuestion(failed.command), ref: { kind: "terminal" } };
}

async function activate(terminal: Terminal): Promise<void> {
  if (window.activeTerminal === terminal) return;
  const isActive = new Promise<void>((resolve) => {
    const done = () => {
      subscription.dispose();
      clearTimeout(timer);
      resolve();
    };
    const subscription = window.onDidChangeActiveTerminal((active) => {
      if (active === terminal) done();
    });
    const timer = setTimeout(done, SHOW_MS);
  });
  terminal.show(true);
  await isActive;
}
