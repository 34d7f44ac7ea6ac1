import { commands, type QuickPickItem, QuickPickItemKind, window } from "vscode";
import type { MenuEntry } from "../text/menu-entry.ts";

/** Entries under a heading; "" for none. */
export interface MenuGroup {
  title: string;
  entries: readonly MenuEntry[];
}

type Item = QuickPickItem & { entry?: MenuEntry };

/** Lets the user pick one of the entries and runs its command. */
export async function pickAndRun(
  groups: readonly MenuGroup[],
  options: { title?: string; placeHolder: string },
): Promise<void> {
  const items: Item[] = groups.flatMap(({ title, entries }) => [
    ...(title === "" && groups.length === 1 ? [] : [{ label: title, kind: QuickPickItemKind.Separator }]),
    ...entries.map(asItem),
  ]);
  const picked = await window.showQuickPick(items, options);
  if (picked?.entry) await commands.executeCommand(picked.entry.command, ...(picked.entry.arguments ?? []));
}

function asItem(entry: MenuEntry): Item {
  const { icon, label, description, detail } = entry;
  return {
    label: `$(${icon}) ${label}`,
    ...(description ? { description } : {}),
    ...(detail ? { detail } : {}),
    entry,
  };
}
