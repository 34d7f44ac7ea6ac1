import { ConfigurationTarget, type QuickPickItem, window, workspace } from "vscode";
import type { FitPlan } from "../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import {
  adviceLines,
  contextLine,
  fitLabel,
  memoryLine,
  planLines,
  speedEstimate,
} from "../text/plan-text.ts";
import { tellModelFailure } from "../ui/model-failure.ts";

/** A model that the user may use or download. */
export interface Candidate {
  name: string;
  /** Bytes of all its files. */
  bytes: number;
  plan?: FitPlan | undefined;
}

/**
 * Makes a file the model of this machine. A file that can't be used changes neither the loaded model nor the setting.
 */
export async function selectModel(server: LanguageServer, path: string): Promise<void> {
  const status: ModelStatus = await server.runningClient.selectModel(path);
  // A later choice has taken its place, and tells by itself how it ended.
  if (status.model && status.model.path !== path) return;
  if (status.state === "failed" || !status.model) await tellModelFailure(status);
  else await workspace.getConfiguration("ossicle").update("model.path", path, ConfigurationTarget.Global);
}

/** Asks before using a model that doesn't fit the GPU whole, showing its plan. Returns whether to continue. */
export async function agreesToPlan(model: Candidate, download: boolean): Promise<boolean> {
  const { name, plan } = model;
  if (!plan || plan.fit === "gpu") return true;
  const advice = adviceLines(plan, model.bytes);
  if (plan.fit === "tooLarge") {
    const anyway = download ? t("Download Anyway") : t("Try Anyway");
    const detail = [...planLines(plan), ...advice].join("\n");
    const message = t("{0} is too large for this machine.", name);
    return (await window.showWarningMessage(message, { modal: true, detail }, anyway)) === anyway;
  }
  const yes: QuickPickItem = {
    label: download ? `$(cloud-download) ${t("Download")}` : `$(check) ${t("Use This Model")}`,
    detail: speedEstimate(plan, model.bytes),
  };
  const no: QuickPickItem = { label: `$(close) ${t("Cancel")}`, detail: advice.join(" ") };
  const picked = await window.showQuickPick([yes, no], {
    title: t("{0} {1}", name, fitLabel(plan)),
    placeHolder: [memoryLine(plan), ...contextLine(plan.contexts)].join(" · "),
    ignoreFocusOut: true,
  });
  return picked === yes;
}
