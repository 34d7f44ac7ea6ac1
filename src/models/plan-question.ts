import { type QuickPickItem, window } from "vscode";
import type { FitPlan } from "../../language-server/protocol/models.ts";
import { t } from "../text/l10n.ts";
import { adviceLines, contextLine, memoryLine, planLines, speedEstimate } from "../text/plan-text.ts";

/** What is asked of the user before a plan is followed. */
export interface PlanQuestion {
  plan: FitPlan;
  /** Bytes of all of the model's files. */
  bytes: number;
  /** Where it fits. */
  title: string;
  yes: string;
  /** Where it doesn't fit. */
  tooLarge: string;
  anyway: string;
  /** What becomes of the other model. */
  beside?: readonly string[];
}

/** Asks, showing the plan: with a warning where the model doesn't fit. Returns whether to continue. */
export async function agrees(question: PlanQuestion): Promise<boolean> {
  const { plan, bytes, title, tooLarge, anyway, beside = [] } = question;
  const advice = adviceLines(plan, bytes);
  if (plan.fit === "tooLarge") {
    const detail = [...planLines(plan), ...beside, ...advice].join("\n");
    return (await window.showWarningMessage(tooLarge, { modal: true, detail }, anyway)) === anyway;
  }
  const yes: QuickPickItem = {
    label: question.yes,
    detail: [speedEstimate(plan, bytes), ...beside].join(" "),
  };
  const no: QuickPickItem = { label: `$(close) ${t("Cancel")}`, detail: advice.join(" ") };
  const picked = await window.showQuickPick([yes, no], {
    title,
    placeHolder: [memoryLine(plan), ...contextLine(plan.contexts)].join(" · "),
    ignoreFocusOut: true,
  });
  return picked === yes;
}
