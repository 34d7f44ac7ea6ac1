/** Whether the chat can look into the workspace, or work in it, and why it can't. */
import type { AgentMode } from "../../../language-server/protocol/chat.ts";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import { t } from "../../text/l10n.ts";
import type { ChatState } from "./messages.ts";

/** What decides about it. */
export interface ModeFacts {
  model: ModelStatus | undefined;
  isTrusted: boolean;
  hasFolder: boolean;
}

/**
 * The tools that the model gets for a question asked now. `undefined`: none. Of a model whose header isn't read yet,
 * the server says whether it can do what the user wants of Agent; Ask then answers without tools.
 */
export function usedMode(
  chosen: AgentMode,
  { model, isTrusted, hasFolder }: ModeFacts,
): AgentMode | undefined {
  const wanted = isTrusted ? chosen : "ask";
  const ability = model?.model?.agent ?? (wanted === "agent" ? "yes" : "noTools");
  return hasFolder && ability === "yes" ? wanted : undefined;
}

/** What the composer's switch shows. */
export function modeView(chosen: AgentMode, facts: ModeFacts): ChatState["thread"]["mode"] {
  const why = unable(facts);
  if (why !== undefined) return { chosen, off: ["ask", "agent"], why };
  if (facts.isTrusted) return { chosen, off: [] };
  return {
    chosen: "ask",
    off: ["agent"],
    why: t("Agent is off in an untrusted workspace, because it changes files and runs commands."),
  };
}

function unable({ model, hasFolder }: ModeFacts): string | undefined {
  const { name, agent, chats } = model?.model ?? {};
  if (!hasFolder) return t("Open a folder to have the model look into it (Ask) or work in it (Agent).");
  // Nothing is known of a model that isn't loaded, and the notice says that one can't chat.
  if (name === undefined || agent === undefined || agent === "yes" || chats === false) return undefined;
  return agent === "tooSmall"
    ? t("{0} is too small for Ask's tools and Agent. It answers from what you attach.", name)
    : t("{0} has no tools for Ask and Agent. It answers from what you attach.", name);
}
