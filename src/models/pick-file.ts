import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { Uri, window } from "vscode";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "../text/l10n.ts";

/** Lets the user pick a model file; undefined when they cancel. Begins in the folder of the model in use, if it is there. */
export function pickModelFile(status: ModelStatus | undefined): Promise<string | undefined> {
  return pickFile(status?.model?.path, t("Select Model File"), t("Use This Model"));
}

/** The same for the model for suggestions alone. */
export function pickCompletionModelFile(status: ModelStatus | undefined): Promise<string | undefined> {
  const used = status?.completionModel?.model ?? status?.model;
  return pickFile(used?.path, t("Select Model File for Suggestions"), t("Use for Suggestions"));
}

async function pickFile(
  used: string | undefined,
  title: string,
  openLabel: string,
): Promise<string | undefined> {
  const usedFolder = used === undefined ? undefined : dirname(used);
  const folder = usedFolder !== undefined && existsSync(usedFolder) ? usedFolder : homedir();
  const [file] =
    (await window.showOpenDialog({
      title,
      openLabel,
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
