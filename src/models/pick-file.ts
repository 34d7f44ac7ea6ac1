import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { Uri, window } from "vscode";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "../text/l10n.ts";

/** Lets the user pick a model file; undefined when they cancel. Begins in the folder of the model in use, if it is there. */
export async function pickModelFile(status: ModelStatus | undefined): Promise<string | undefined> {
  const used = status?.model && dirname(status.model.path);
  const folder = used !== undefined && existsSync(used) ? used : homedir();
  const [file] =
    (await window.showOpenDialog({
      title: t("Select Model File"),
      openLabel: t("Use This Model"),
      defaultUri: Uri.file(folder),
      filters: { [t("Models (GGUF)")]: ["gguf"] },
    })) ?? [];
  return file?.fsPath;
}

export async function pickModelFolder(): Promise<string | undefined> {
  const [folder] =
    (await window.showOpenDialog({
      title: t("Find Models in Folder"),
      openLabel: t("Select Folder"),
      defaultUri: Uri.file(homedir()),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder?.fsPath;
}
