import { clock } from "../../common/format.ts";
import type { Download } from "../../language-server/protocol/models.ts";
import { detailed, underWay } from "../text/download-text.ts";
import { type Action, fixBy, statusFix } from "../text/fix-text.ts";
import { t } from "../text/l10n.ts";
import type { MenuEntry } from "../text/menu-entry.ts";
import { serverFailure } from "../text/server-failure-text.ts";
import { snoozeEntries, UNTIL_RESTART } from "../text/snooze-text.ts";
import { isLoaded, offReason, type StatusState } from "./status-state.ts";

/** What a click on the status bar item offers. */
export interface Menu {
  title: string;
  /** What is wrong, or what runs. */
  placeholder: string;
  /** The most pressing first; only what applies now. */
  groups: { title: string; entries: MenuEntry[] }[];
}

const FIX_ICONS: Partial<Record<Action["command"], string>> = {
  "ossicle.setUp": "rocket",
  "ossicle.selectModel": "folder-opened",
  "ossicle.downloadModel": "cloud-download",
  "ossicle.verifyModel": "verified",
  "ossicle.loadModel": "refresh",
  "ossicle.restartServer": "refresh",
  "workbench.action.openSettings": "settings-gear",
  "ossicle.showLog": "output",
};
const asEntry = (action: Action): MenuEntry => ({ icon: FIX_ICONS[action.command] ?? "gear", ...action });

export function menu(state: StatusState): Menu {
  const groups = [
    { title: "", entries: [...downloadEntries(state), ...fixes(state)] },
    { title: t("Suggestions"), entries: suggestionEntries(state) },
    { title: t("Chat"), entries: chatEntries() },
    { title: t("Model"), entries: modelEntries(state) },
    { title: "Ossicle", entries: serviceEntries(state) },
  ];
  const shown = new Set<string>();
  return {
    title: "Ossicle",
    placeholder: placeholder(state),
    groups: groups
      .map(({ title, entries }) => ({ title, entries: entries.filter((entry) => isNew(entry, shown)) }))
      .filter(({ entries }) => entries.length > 0),
  };
}

/** A fix that stands on top isn't repeated further down. */
function isNew({ command, arguments: args }: MenuEntry, shown: Set<string>): boolean {
  const key = JSON.stringify([command, args]);
  if (shown.has(key)) return false;
  shown.add(key);
  return true;
}

function placeholder({ server, crashes, model }: StatusState): string {
  if (server === "failed") return serverFailure(crashes);
  if (server !== "running" || model === undefined) return t("The language server is starting");
  if (model.reason) return model.reason;
  if (!model.model) return t("No model");
  return model.device ? `${model.model.name} · ${model.device.name}` : model.model.name;
}

/** What can be done with the download that the item tells of; or with one that waits to go on. */
function downloadEntries({ server, downloads }: StatusState): MenuEntry[] {
  const download = underWay(downloads) ?? downloads.find(({ state }) => state !== "done");
  if (server !== "running" || !download) return [];
  const { id, reason } = download;
  const description = detailed(download);
  const resume = download.state === "failed" ? t("Retry Download") : t("Resume Download");
  return [
    ...(download.state === "running"
      ? [{ ...command("debug-pause", t("Pause Download"), "ossicle.pauseDownload", id), description }]
      : []),
    ...(isWaiting(download)
      ? [
          {
            ...command("play", resume, "ossicle.resumeDownload", id),
            description,
            ...(reason ? { detail: reason } : {}),
          },
        ]
      : []),
    { icon: "list-tree", label: t("Show Download"), command: "ossicle.models.focus" },
    command("close", t("Cancel Download…"), "ossicle.cancelDownload", id),
  ];
}

function isWaiting({ state }: Download): boolean {
  return state === "paused" || state === "failed";
}

function command(icon: string, label: string, id: Action["command"], argument: string): MenuEntry {
  return { icon, label, command: id, arguments: [argument] };
}

function fixes({ server, model }: StatusState): MenuEntry[] {
  if (server === "failed")
    return [{ icon: "refresh", label: t("Restart"), command: "ossicle.restartServer" }];
  if (server !== "running" || model === undefined) return [];
  const advice = model.advice ? { detail: model.advice } : {};
  const fix = statusFix(model);
  const entries: MenuEntry[] = [];
  if (fix) entries.push({ ...asEntry(fix), ...advice });
  if (model.state === "failed") entries.push(asEntry(fixBy("showLog")));
  if (model.state === "unloaded") {
    const description = t("typing also loads it");
    entries.push({ icon: "play", label: t("Load Now"), description, command: "ossicle.loadModel" });
  }
  return entries;
}

function suggestionEntries(state: StatusState): MenuEntry[] {
  const { language, snoozedUntil = 0 } = state;
  const toggleLanguage = { command: "ossicle.toggleSuggestionsForLanguage" } as const;
  switch (offReason(state)) {
    case "everywhere":
      return [{ icon: "bell", label: t("Enable Suggestions"), command: "ossicle.enableSuggestions" }];
    case "language":
      return [{ icon: "bell", label: t("Enable for {0}", language?.id ?? ""), ...toggleLanguage }];
    case "snoozed": {
      const until = snoozedUntil === UNTIL_RESTART ? t("until restart") : t("until {0}", clock(snoozedUntil));
      return [{ icon: "bell", label: t("End Snooze"), description: until, command: "ossicle.endSnooze" }];
    }
  }
  const here = language
    ? [{ icon: "circle-slash", label: t("Disable for {0}", language.id), ...toggleLanguage }]
    : [];
  return [
    ...snoozeEntries(),
    ...here,
    { icon: "bell-slash", label: t("Disable Suggestions"), command: "ossicle.disableSuggestions" },
  ];
}

function modelEntries({ server, model }: StatusState): MenuEntry[] {
  if (server !== "running" || model === undefined) return [];
  const entries = [asEntry(fixBy("selectModel")), asEntry(fixBy("downloadModel"))];
  entries.push({ icon: "list-tree", label: t("Show Models"), command: "ossicle.models.focus" });
  if (model.state === "failed" && model.model) entries.push(asEntry(fixBy("retry")));
  if (isLoaded(model))
    entries.push({ icon: "circle-outline", label: t("Unload Model"), command: "ossicle.unloadModel" });
  return entries;
}

function chatEntries(): MenuEntry[] {
  return [
    { icon: "comment-discussion", label: t("Open Chat"), command: "ossicle.openChat" },
    { icon: "vscode", label: t("Use in VS Code's Agent"), command: "ossicle.useInAgent" },
  ];
}

function serviceEntries({ server }: StatusState): MenuEntry[] {
  const entries: MenuEntry[] = [];
  if (server === "running")
    entries.push(
      { icon: "graph", label: t("Show Statistics"), command: "ossicle.showStatistics" },
      { icon: "eye", label: t("Show What the Model Saw"), command: "ossicle.showSeenPrompt" },
    );
  entries.push(
    { icon: "bug", label: t("Diagnose"), command: "ossicle.diagnose" },
    { icon: "output", label: t("Show Log"), command: "ossicle.showLog" },
    { icon: "refresh", label: t("Restart Language Server"), command: "ossicle.restartServer" },
  );
  return entries;
}
