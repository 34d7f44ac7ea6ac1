import { window } from "vscode";
import { t } from "../../text/l10n.ts";
import { Refusal } from "../../text/refusal.ts";
import { KeptRules, type RuleState } from "./kept-rules.ts";
import { ruleText } from "./rules.ts";

/** Shows the rules of this workspace; those that the user unticks are removed. @param state of the workspace */
export async function manageRules(state: RuleState): Promise<void> {
  const rules = new KeptRules(state);
  const items = rules.list().map((rule) => ({ label: ruleText(rule), rule, picked: true }));
  if (items.length === 0)
    throw new Refusal(
      t("There are no rules in this workspace: the agent asks before each command that isn't sandboxed."),
    );
  const kept = await window.showQuickPick(items, {
    canPickMany: true,
    title: t("Commands That the Agent Runs Without Asking"),
    placeHolder: t("Clear a command to be asked about it again."),
  });
  if (kept) await rules.remove(items.filter((item) => !kept.includes(item)).map(({ rule }) => rule));
}
