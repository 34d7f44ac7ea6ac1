/** What the user may ask next. Pure. */
import { canContinue } from "../chat/shared.ts";
import { t } from "../text/l10n.ts";
import { readTurn } from "./turn-record.ts";

export interface Followup {
  prompt: string;
  label: string;
  command?: string;
}

/** @param metadata what VS Code keeps of the turn */
export function followupsOf(metadata: unknown): Followup[] {
  const turn = readTurn(metadata);
  if (!turn) return [];
  const { question, answer } = turn;
  if (canContinue(answer)) return [{ prompt: t("Continue"), label: t("Continue") }];
  if (answer.end?.reason !== "end") return [];
  if (/^\/explain\b/.test(question.text))
    return [
      { command: "doc", prompt: "", label: t("Write documentation comments") },
      { command: "tests", prompt: "", label: t("Write tests") },
    ];
  return /^\/(fix|doc)\b/.test(question.text)
    ? [{ command: "tests", prompt: "", label: t("Write tests") }]
    : [];
}
