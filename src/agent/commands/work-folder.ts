/** Where a command runs: in a folder of the workspace, whatever the model says. */
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { pathInside, realPathOf } from "../../../common/protected-paths/real-path.ts";
import { t } from "../../text/l10n.ts";

/**
 * @param uri of the folder
 * @param folders paths of the workspace's folders
 * @returns its path without links, or why it is none, in a sentence for the user
 */
export async function workFolder(
  uri: string,
  folders: readonly string[],
): Promise<{ folder: string } | { reason: string }> {
  if (!uri.startsWith("file:"))
    return { reason: t("Commands can't be run here: the folder isn't on this machine.") };
  let path = uri;
  try {
    path = fileURLToPath(uri);
    const folder = await realPathOf(path);
    const roots = await Promise.all(folders.map(realPathOf));
    if (!roots.some((root) => root === folder || pathInside(root, folder) !== undefined))
      return { reason: t("{0} is outside the workspace.", path) };
    if ((await stat(folder)).isDirectory()) return { folder };
  } catch {
    // It is said below.
  }
  return { reason: t("{0} isn't a folder.", path) };
}
