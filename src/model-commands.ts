import { homedir } from "node:os";
import { dirname } from "node:path";
import { ConfigurationTarget, commands, l10n, Uri, window, workspace } from "vscode";
import type { ModelStatus } from "../language-server/protocol/status.ts";
import type { CommandHandler } from "./commands.ts";
import type { LanguageServer } from "./language-server.ts";
import { remedy } from "./remedies.ts";

/** Choosing, loading and releasing the model. */
export function modelCommands(server: LanguageServer) {
  return {
    "ossicle.selectModel": async (path?: unknown) => {
      const chosen = typeof path === "string" ? path : await chooseFile(server.model);
      if (chosen !== undefined) await selectModel(server, chosen);
    },
    "ossicle.loadModel": async () => {
      const status = await server.runningClient.loadModel();
      if (status.state === "failed") await tellFailure(status);
    },
    "ossicle.unloadModel": async () => {
      await server.runningClient.unloadModel();
    },
  } satisfies Record<string, CommandHandler>;
}

async function chooseFile(status: ModelStatus | undefined): Promise<string | undefined> {
  const folder = status?.model ? dirname(status.model.path) : homedir();
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t("Select a Model File"),
      openLabel: l10n.t("Use This Model"),
      defaultUri: Uri.file(folder),
      filters: { [l10n.t("Models (GGUF)")]: ["gguf"] },
    })) ?? [];
  return file?.fsPath;
}

/** A file that can't be used changes nothing: neither the loaded model nor the setting. */
async function selectModel(server: LanguageServer, path: string): Promise<void> {
  const status = await server.runningClient.selectModel(path);
  if (status.state === "failed" || status.model?.path !== path) await tellFailure(status);
  else await workspace.getConfiguration("ossicle").update("model.path", path, ConfigurationTarget.Global);
}

async function tellFailure({ reason, advice, remedy: action = "showLog" }: ModelStatus): Promise<void> {
  const { label, command, arguments: args = [] } = remedy(action, l10n.t);
  const message = [reason ?? l10n.t("The model could not be loaded."), advice].filter(Boolean).join(" ");
  if ((await window.showErrorMessage(message, label)) === label)
    await commands.executeCommand(command, ...args);
}
