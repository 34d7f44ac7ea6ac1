import { commands, l10n, type QuickPickItem, QuickPickItemKind, window } from "vscode";
import { type MenuEntry, menu } from "./menu-entries.ts";
import type { StatusState } from "./status-state.ts";

/** Shows the menu behind the status bar item and runs what was picked. */
export async function showMenu(state: StatusState): Promise<void> {
  const { title, placeholder, groups } = menu(state, l10n.t);
  const items = groups.flatMap((group) => [
    { label: group.title, kind: QuickPickItemKind.Separator },
    ...group.entries.map(asItem),
  ]);
  await pickAndRun(items, { title, placeHolder: placeholder });
}

/** Lets the user pick one of the entries and runs it. */
export async function pick(entries: MenuEntry[], placeHolder: string): Promise<void> {
  await pickAndRun(entries.map(asItem), { placeHolder });
}

type Item = QuickPickItem & { entry?: MenuEntry };

async function pickAndRun(items: Item[], options: { title?: string; placeHolder: string }): Promise<void> {
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
