import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { fixBy, setUp, statusFix } from "../text/fix-text.ts";
import { t } from "../text/l10n.ts";
import { noChat } from "../text/no-chat-text.ts";
import { Refusal } from "../text/refusal.ts";

/** Why VS Code's agent can't run on the model, as far as it is known; undefined where it can. */
export function unable(status: ModelStatus | undefined): Refusal | undefined {
  if (!status) return undefined;
  const { model } = status;
  if (!model)
    return new Refusal(t("VS Code's agent needs a model. Set one up first."), statusFix(status) ?? setUp());
  if (!model.chats) return new Refusal(noChat(), fixBy("selectModel"));
  if ((model.agent ?? "yes") !== "yes")
    return new Refusal(
      t("{0} can't use tools, which VS Code's agent works with. Select a gpt-oss model for it.", model.name),
      fixBy("selectModel"),
    );
  return undefined;
}
