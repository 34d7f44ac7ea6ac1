/** The second model, which writes the suggestions alone. */
import { ConfigurationTarget, workspace } from "vscode";
import type { BothPlans } from "../../language-server/protocol/models.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { completionFix } from "../text/fix-text.ts";
import { t } from "../text/l10n.ts";
import { besideLine, fitLabel } from "../text/plan-text.ts";
import { tellModelFailure } from "../ui/model-failure.ts";
import { agrees } from "./plan-question.ts";
import type { Candidate } from "./use-model.ts";

const SETTING = "completion.model.path";

/**
 * Has a file write the suggestions from now on, after both models' plans were shown. The file of the model for everything
 * leaves them to that one. A file that can't be used changes nothing.
 */
export async function useForSuggestions(
  server: LanguageServer,
  model: Candidate,
  path: string,
): Promise<void> {
  const other = server.model?.model;
  if (other?.path === path) return useOneModel();
  // Without a plan it is offered all the same: selecting it reports the reason.
  const plans = await server.runningClient.planBothModels(path).catch(() => undefined);
  if (plans && !(await agreesToBoth(model, plans, other?.name))) return;
  const { completionModel } = await server.runningClient.selectModel(path, "completion");
  // A later choice has taken its place, and tells by itself how it ended.
  if (completionModel?.model && completionModel.model.path !== path) return;
  if (completionModel && completionModel.state !== "failed") await set(path);
  else await tellModelFailure(completionModel ?? { state: "failed" }, completionFix(completionModel));
}

/** The model for everything writes the suggestions again. */
export async function useOneModel(): Promise<void> {
  await set(undefined);
}

async function set(path: string | undefined): Promise<void> {
  await workspace.getConfiguration("ossicle").update(SETTING, path, ConfigurationTarget.Global);
}

function agreesToBoth(
  { name, bytes }: Candidate,
  { plan, main }: BothPlans,
  other: string | undefined,
): Promise<boolean> {
  return agrees({
    plan,
    bytes,
    title: t("{0} for suggestions: {1}", name, fitLabel(plan)),
    yes: `$(check) ${t("Use for Suggestions")}`,
    tooLarge:
      other === undefined
        ? t("{0} is too large for this machine.", name)
        : t("{0} doesn't fit in memory beside {1}.", name, other),
    anyway: t("Try Anyway"),
    beside: main && other !== undefined ? [besideLine(other, main)] : [],
  });
}
