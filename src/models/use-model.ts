import { ConfigurationTarget, workspace } from "vscode";
import type { FitPlan } from "../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { fitLabel } from "../text/plan-text.ts";
import { tellModelFailure } from "../ui/model-failure.ts";
import { agrees } from "./plan-question.ts";

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
  const { name, bytes, plan } = model;
  if (!plan || plan.fit === "gpu") return true;
  return agrees({
    plan,
    bytes,
    title: t("{0} {1}", name, fitLabel(plan)),
    yes: download ? `$(cloud-download) ${t("Download")}` : `$(check) ${t("Use This Model")}`,
    tooLarge: t("{0} is too large for this machine.", name),
    anyway: download ? t("Download Anyway") : t("Try Anyway"),
  });
}
