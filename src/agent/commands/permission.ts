/** What the user is asked about a command, and what the answer means. */

import type { CommandLine } from "../../../common/command-line/command-line.ts";
import { t } from "../../text/l10n.ts";
import type { AgentQuestion, Ask } from "../questions.ts";
import { type Rule, rulesFor, ruleText } from "./rules.ts";

export type Decision =
  /** `rules` let it run from now on. */
  | { kind: "run"; rules: readonly Rule[] }
  /** `note` is what the user wants done instead. */
  | { kind: "refused"; note?: string }
  /** Nobody waits for the answer any more. */
  | { kind: "withdrawn" };

/** Asks whether a command may run. */
export function askPermission(
  ask: Ask,
  callId: string,
  line: CommandLine,
  signal: AbortSignal,
): Promise<Decision> {
  return decide(ask, callId, line, t("Run this command?"), signal);
}

/** Asks whether a command may run that has failed in the sandbox, perhaps because of it. */
export function askOutside(
  ask: Ask,
  callId: string,
  line: CommandLine,
  signal: AbortSignal,
): Promise<Decision> {
  const text = t(
    "This command failed in the sandbox, where it has no network and can write only in the workspace. Run it outside the sandbox?",
  );
  return decide(ask, callId, line, text, signal);
}

/** Asks what becomes of a command that has run for long. Nothing where nobody waits for the answer any more. */
export async function askToGoOn(
  ask: Ask,
  callId: string,
  line: CommandLine,
  ms: number,
  signal: AbortSignal,
): Promise<"goOn" | "stop" | undefined> {
  const reply = await ask(
    {
      callId,
      text: t(
        "This command has been running for {0} seconds. Should it go on in the background?",
        Math.round(ms / 1000),
      ),
      detail: line.shown,
      actions: [
        { id: "goOn", label: t("Let It Go On"), isPrimary: true },
        { id: "stop", label: t("Stop"), isPrimary: false },
      ],
      takesNote: false,
    },
    signal,
  );
  if (!reply) return undefined;
  return reply.actionId === "goOn" ? "goOn" : "stop";
}

async function decide(
  ask: Ask,
  callId: string,
  line: CommandLine,
  text: string,
  signal: AbortSignal,
): Promise<Decision> {
  const rules = rulesFor(line.commands);
  const actions: AgentQuestion["actions"] = [{ id: "run", label: t("Run"), isPrimary: true }];
  if (rules)
    actions.push({
      id: "always",
      label: t("Always in This Workspace: {0}", rules.map(ruleText).join(", ")),
      isPrimary: false,
    });
  actions.push({ id: "skip", label: t("Skip"), isPrimary: false });
  const reply = await ask({ callId, text, detail: line.shown, actions, takesNote: true }, signal);
  if (!reply) return { kind: "withdrawn" };
  if (reply.actionId === "run") return { kind: "run", rules: [] };
  if (reply.actionId === "always" && rules) return { kind: "run", rules };
  return { kind: "refused", ...(reply.note === undefined ? {} : { note: reply.note }) };
}
