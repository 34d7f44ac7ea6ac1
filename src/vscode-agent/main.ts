/** Takes the user to VS Code's own agent. Loaded at its first use. */
import * as v from "valibot";
import type { Memento } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { setUp } from "../text/remedy-text.ts";
import { agentUser } from "./agent-questions.ts";
import { useInAgent } from "./use-in-agent.ts";
import { chatEditor } from "./vscode-chat.ts";

const DECLINED = "vscodeAgent.declinedSettings";
const names = v.fallback(v.array(v.string()), []);

/** @param store shared by all windows */
export async function openInAgent(server: LanguageServer, store: Memento): Promise<void> {
  await server.startedClient();
  if (server.model?.state === "none")
    throw new Refusal(t("VS Code's agent needs a model. Set one up first."), setUp());
  await useInAgent(chatEditor, agentUser, {
    names: () => v.parse(names, store.get(DECLINED)),
    keep: (declined) => Promise.resolve(store.update(DECLINED, declined)),
  });
}
