import { clock, percent } from "../../common/format.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { brief, underWay } from "../text/download-text.ts";
import { t } from "../text/l10n.ts";
import { UNTIL_RESTART } from "../text/snooze-text.ts";
import { hover } from "./status-hover.ts";
import { isWorking, offReason, type StatusState } from "./status-state.ts";

/** Work that ends sooner than this doesn't turn the icon. */
const SPIN_AFTER_MS = 300;
const MAX_NAME_CHARS = 32;

/** What the status bar item shows. */
export interface StatusView {
  text: string;
  /** Shown on the warning background: the user has to do something. */
  warning: boolean;
  /** Markdown with command links. */
  hover: string;
  /** What a screen reader says: the text without its icon, and what is wrong. */
  spoken: string;
  /** When the view changes although nothing happens (milliseconds since the epoch). */
  changesAt?: number;
}

interface StatusItem {
  icon: string;
  label: string;
  warning?: boolean;
  changesAt?: number;
}

/** Derives the status bar item from the state; the most pressing fact wins. */
export function statusView(state: StatusState): StatusView {
  const { icon, label, warning = false, changesAt } = statusItem(state);
  const { model } = state;
  const reason = state.server === "running" ? (model?.reason ?? model?.completionModel?.reason) : undefined;
  return {
    text: `$(${icon}) ${label}`,
    warning,
    hover: hover(state),
    spoken: [label.startsWith("Ossicle") ? label : `Ossicle: ${label}`, ...(reason ? [reason] : [])].join(
      ". ",
    ),
    ...(changesAt === undefined ? {} : { changesAt }),
  };
}

function statusItem(state: StatusState): StatusItem {
  const { model } = state;
  switch (state.server) {
    case "failed":
      return { icon: "warning", label: t("Ossicle: server stopped"), warning: true };
    case "restarting":
      return { icon: "loading~spin", label: t("Ossicle: restarting") };
    case "stopped":
      return { icon: "circle-slash", label: t("Ossicle: stopped") };
    case "starting":
      return { icon: "loading~spin", label: t("Ossicle: starting") };
  }
  if (model === undefined) return { icon: "loading~spin", label: t("Ossicle: starting") };
  switch (model.state) {
    case "failed":
      return { icon: "warning", label: t("Ossicle: model failed"), warning: true };
    case "loading":
      return model.isRestarting
        ? { icon: "loading~spin", label: t("Ossicle: restarting") }
        : { icon: "loading~spin", label: withProgress(modelName(model), model) };
  }
  const download = downloadItem(state);
  if (download) return download;
  switch (model.state) {
    case "none":
      return suggestsAlone(model)
        ? (offItem(state) ?? modelItem(state, model))
        : { icon: "circle-slash", label: t("Ossicle: no model") };
    case "downloading":
      return { icon: "cloud-download", label: withProgress(t("Ossicle: downloading"), model) };
  }
  return offItem(state) ?? modelItem(state, model);
}

/** What the user waits for. One that is paused or failed is told only where there is no model to work with. */
function downloadItem({ downloads, model }: StatusState): StatusItem | undefined {
  const running = underWay(downloads);
  if (running) return { icon: "cloud-download", label: brief(running) };
  const waiting = model?.state === "none" && downloads.find(({ state }) => state !== "done");
  if (!waiting) return undefined;
  return waiting.state === "failed"
    ? { icon: "warning", label: t("Ossicle: download failed"), warning: true }
    : { icon: "debug-pause", label: t("Ossicle: download {0}", brief(waiting)) };
}

/** Off here or snoozed: a lasting choice of the user, which goes before what the model does meanwhile. */
function offItem(state: StatusState): StatusItem | undefined {
  const icon = "bell-slash";
  switch (offReason(state)) {
    case "everywhere":
      return { icon, label: t("Ossicle: suggestions off") };
    case "language":
      return { icon, label: t("Ossicle: off for {0}", state.language?.id ?? "") };
    case "snoozed": {
      const until = state.snoozedUntil ?? 0;
      return until === UNTIL_RESTART
        ? { icon, label: t("Ossicle: snoozed until restart") }
        : { icon, label: t("Ossicle: snoozed until {0}", clock(until)), changesAt: until };
    }
    default:
      return undefined;
  }
}

function modelItem(state: StatusState, model: ModelStatus): StatusItem {
  const label = modelName(model);
  if (model.state === "unloaded" && !isWorking(model)) return { icon: "circle-outline", label };
  if (isWorking(model)) {
    const spinsAt = (state.workingSince ?? state.now) + SPIN_AFTER_MS;
    // Icons of extensions can't spin: VS Code animates a few of its own only.
    return state.now >= spinsAt
      ? { icon: "loading~spin", label }
      : { icon: "ossicle-logo", label, changesAt: spinsAt };
  }
  // It writes the suggestions as well, which isn't what was chosen.
  if (model.completionModel?.state === "failed") return { icon: "warning", label };
  return { icon: "ossicle-logo", label };
}

/** There is a model for suggestions, and none for the rest. */
const suggestsAlone = ({ state, completionModel }: ModelStatus): boolean =>
  state === "none" && completionModel !== undefined && completionModel.state !== "failed";

function modelName(model: ModelStatus): string {
  const name = (suggestsAlone(model) ? model.completionModel : model)?.model?.name ?? "Ossicle";
  return name.length > MAX_NAME_CHARS ? `${name.slice(0, MAX_NAME_CHARS - 1)}…` : name;
}

/** Before there is any progress to speak of, "0%" would only say that it stands still. */
function withProgress(label: string, { progress = 0 }: ModelStatus): string {
  return progress < 0.01 ? label : `${label} ${percent(progress)}`;
}
