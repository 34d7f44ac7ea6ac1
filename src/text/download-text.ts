import { bytes, percent } from "../../common/format.ts";
import type { Download } from "../../language-server/protocol/models.ts";
import { t } from "./l10n.ts";

/** "6 min left". */
function timeLeft(seconds: number): string {
  if (seconds < 60) return t("{0} s left", Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("{0} min left", minutes);
  return t("{0} h {1} min left", Math.floor(minutes / 60), minutes % 60);
}

/** From 0 to 1. */
export function share({ bytes: there, totalBytes }: Download): number {
  return totalBytes > 0 ? Math.min(1, there / totalBytes) : 0;
}

/** "43% · 6 min left", "43%, waiting", or what else it does. */
export function brief(download: Download): string {
  const done = percent(share(download));
  switch (download.state) {
    case "running":
      if (download.reason !== undefined) return t("{0}, waiting", done);
      return download.secondsLeft === undefined ? done : `${done} · ${timeLeft(download.secondsLeft)}`;
    case "verifying":
      return t("verifying, {0}", done);
    case "paused":
      return t("paused at {0}", done);
    case "failed":
      return t("failed at {0}", done);
    case "done":
      return t("complete");
  }
}

/** "43% · 6 min left · 5.2 GB of 12.1 GB · 48.1 MB/s", or "43% · " and why nothing comes. */
export function detailed(download: Download): string {
  const { state, bytesPerSecond, secondsLeft, reason } = download;
  if (state !== "running") return brief(download);
  if (reason !== undefined) return `${percent(share(download))} · ${reason}`;
  return [
    percent(share(download)),
    ...(secondsLeft === undefined ? [] : [timeLeft(secondsLeft)]),
    t("{0} of {1}", bytes(download.bytes), bytes(download.totalBytes)),
    ...(bytesPerSecond === undefined ? [] : [t("{0}/s", bytes(bytesPerSecond))]),
  ].join(" · ");
}

/** The one that the status bar tells of: of those that do something, the first. */
export function underWay(downloads: readonly Download[]): Download | undefined {
  return downloads.find(isRunning);
}

export function isRunning({ state }: Download): boolean {
  return state === "running" || state === "verifying";
}
