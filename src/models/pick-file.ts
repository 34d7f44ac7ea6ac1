import { homedir } from "node:os";
import { dirname } from "node:path";
import { l10n, Uri, window } from "vscode";
import type { ModelStatus } from "../../language-server/protocol/status.ts";

/** Lets the user pick a model file; undefined when they don't. */
export async function pickModelFile(status: ModelStatus | undefined): Promise<string | undefined> {
  const folder = status?.model ? dirname(status.model.path) : homedir();
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t("Select Model File"),
      openLabel: l10n.t("Use This Model"),
      defaultUri: Uri.file(folder),
      filters: { [l10n.t("Models (GGUF)")]: ["gguf"] },
    })) ?? [];
  return file?.fsPath;
}

export async function pickModelFolder(): Promise<string | undefined> {
  const [folder] =
    (await window.showOpenDialog({
      title: l10n.t("Find Models in Folder"),
      openLabel: l10n.t("Select Folder"),
      defaultUri: Uri.file(homedir()),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder?.fsPath;
}
