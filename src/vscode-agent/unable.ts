import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "../text/l10n.ts";
import { noChat } from "../text/no-chat-text.ts";
import { Refusal } from "../text/refusal.ts";
import { remedy, setUp, statusRemedy } from "../text/remedy-text.ts";

/** Why VS Code's agent can't run on the model, as far as it is known; undefined where it can. */
export function unable(status: ModelStatus | undefined): Refusal | undefined {
  if (!status) return undefined;
  const { model } = status;
  if (!model)
    return new Refusal(
      t("VS Code's agent needs a model. Set one up first."),
      statusRemedy(status) ?? setUp(),
    );
  if (!model.chats) return new Refusal(noChat(), remedy("selectModel"));
  if ((model.agent ?? "yes") !== "yes")
    return new Refusal(
      t("{0} can't use tools, which VS Code's agent works with. Select a gpt-oss model for it.", model.name),
      remedy("selectModel"),
    );
  return undefined;
}
