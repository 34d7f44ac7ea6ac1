/** Takes the user to VS Code's own agent. Loaded at its first use. */
import * as v from "valibot";
import type { Memento } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import { agentUser } from "./agent-questions.ts";
import { unable } from "./unable.ts";
import { useInAgent } from "./use-in-agent.ts";
import { chatEditor } from "./vscode-chat.ts";

const DECLINED = "vscodeAgent.declinedSettings";
const names = v.fallback(v.array(v.string()), []);

/** @param store shared by all windows */
export async function openInAgent(server: LanguageServer, store: Memento): Promise<void> {
  await server.startedClient();
  const refusal = unable(server.model);
  if (refusal) throw refusal;
  await useInAgent(chatEditor, agentUser, {
    names: () => v.parse(names, store.get(DECLINED)),
    keep: (declined) => Promise.resolve(store.update(DECLINED, declined)),
  });
}
