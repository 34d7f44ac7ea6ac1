import { workspace } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import type { ModeFacts } from "./view/mode-text.ts";

/** What decides, now, about the tools that the model has. */
export function modeFacts({ model }: Pick<LanguageServer, "model">): ModeFacts {
  return {
    model,
    isTrusted: workspace.isTrusted,
    hasFolder: (workspace.workspaceFolders ?? []).length > 0,
  };
}
