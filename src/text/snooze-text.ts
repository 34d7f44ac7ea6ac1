import { t } from "./l10n.ts";
import type { MenuEntry } from "./menu-entry.ts";

/** Snoozed until the window is opened again. */
export const UNTIL_RESTART = Number.MAX_SAFE_INTEGER;

/** How long suggestions can be snoozed. The command's argument is minutes, or "restart". */
export function snoozeEntries(): MenuEntry[] {
  const snooze = { icon: "clock", command: "ossicle.snoozeSuggestions" } as const;
  return [
    { ...snooze, label: t("Snooze for 5 Minutes"), arguments: [5] },
    { ...snooze, label: t("Snooze for 1 Hour"), arguments: [60] },
    { ...snooze, label: t("Snooze until Restart"), arguments: ["restart"] },
  ];
}
