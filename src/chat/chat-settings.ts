import { workspace } from "vscode";
import { parseSettings, type Settings } from "../../language-server/protocol/settings.ts";

/** The settings of the chat, valid and complete. */
export function chatSettings(): Settings["chat"] {
  // `getConfiguration` returns proxies.
  return parseSettings(JSON.parse(JSON.stringify(workspace.getConfiguration("ossicle")))).settings.chat;
}
