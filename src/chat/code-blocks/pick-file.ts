import { type QuickPickItem, type Uri, window } from "vscode";
import { nameOfFile } from "../../review/index.ts";
import { t } from "../../text/l10n.ts";

/**
 * Lets the user choose the file that a block of code belongs to.
 *
 * @param others what else can be chosen, below the files
 */
export async function pickFile<T extends QuickPickItem>(
  uris: readonly Uri[],
  others: readonly T[] = [],
): Promise<{ uri: Uri } | { other: T } | undefined> {
  const files = uris.map((uri) => ({
    label: uri.path.split("/").at(-1) ?? uri.path,
    description: nameOfFile(uri),
    choice: { uri },
  }));
  const rest = others.map((other) => ({ ...other, choice: { other } }));
  const items: (QuickPickItem & { choice: { uri: Uri } | { other: T } })[] = [...files, ...rest];
  const picked = await window.showQuickPick(items, {
    title: t("Apply to File"),
    placeHolder: t("Which file does the code belong to?"),
    matchOnDescription: true,
  });
  return picked?.choice;
}
