import { bytes, tokensPerSecond } from "../../common/format.ts";
import type { Counts, ModelStatus, OneModelStatus } from "../../language-server/protocol/status.ts";
import { detailed, underWay } from "../text/download-text.ts";
import { escapeMarkdown } from "../text/escape-markdown.ts";
import { type Action, completionFix, statusFix } from "../text/fix-text.ts";
import { t } from "../text/l10n.ts";
import { contextLine, gpuLayersText, mappedLine, reducedLine, takenText } from "../text/plan-text.ts";
import { serverFailure } from "../text/server-failure-text.ts";
import { lastSuggestion, todayLine } from "../text/usage-text.ts";
import { offReason, type StatusState } from "./status-state.ts";

/** The commands that the hover may run. */
export const HOVER_COMMANDS: Action["command"][] = [
  "ossicle.enableSuggestions",
  "ossicle.toggleSuggestionsForLanguage",
  "ossicle.endSnooze",
  "ossicle.setUp",
  "ossicle.selectModel",
  "ossicle.selectCompletionModel",
  "ossicle.downloadModel",
  "ossicle.verifyModel",
  "ossicle.pauseDownload",
  "ossicle.resumeDownload",
  "ossicle.models.focus",
  "ossicle.loadModel",
  "ossicle.restartServer",
  "ossicle.showLog",
  "ossicle.showStatistics",
  "workbench.action.openSettings",
];

/** The status bar item's hover, in Markdown: model, device, memory, contexts, the last suggestion, and what to do. */
export function hover(state: StatusState): string {
  const running = state.server === "running";
  const blocks = [
    running ? modelLines(state.model) : serverLines(state),
    running ? completionModelLines(state.model) : [],
    running ? downloadLines(state) : [],
    running && state.model?.model ? useLines(state) : [],
    [links(state).join(" · ")],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("  \n"))
    .join("\n\n---\n\n");
}

function serverLines(state: StatusState): string[] {
  switch (state.server) {
    case "failed":
      return [
        `**${serverFailure(state.crashes)}**`,
        t("There are no suggestions until you restart it. The log says why it stopped."),
      ];
    case "restarting":
      return [t("The language server stopped unexpectedly and is restarting.")];
    case "stopped":
      return [t("The language server is stopped.")];
    default:
      return [t("The language server is starting.")];
  }
}

function modelLines(status: ModelStatus | undefined): string[] {
  if (status === undefined) return [t("The language server is starting.")];
  const lines: string[] = [];
  const { model, contexts } = status;
  const hasFailed = status.state === "failed";
  if (model) {
    const size = model.bytes > 0 ? bytes(model.bytes) : "";
    const facts = [`**${escapeMarkdown(model.name)}**`, escapeMarkdown(model.architecture), size];
    lines.push(facts.filter(Boolean).join(" · "));
  } else {
    lines.push(
      `**${hasFailed ? t("The model isn't loaded") : escapeMarkdown(status.reason ?? t("No model"))}**`,
    );
  }
  // Without a model, the reason is the heading.
  if (status.reason && (model || hasFailed)) lines.push(`$(warning) ${escapeMarkdown(status.reason)}`);
  if (status.advice) lines.push(escapeMarkdown(status.advice));
  if (status.state === "unloaded") lines.push(t("The model is unloaded. Typing loads it again."));
  lines.push(...deviceLines(status), ...contextLine(contexts ?? []));
  return lines;
}

/** The model for suggestions alone; where it can't be used, why, and which one stands in. */
function completionModelLines(status: ModelStatus | undefined): string[] {
  const own = status?.completionModel;
  if (!own?.model) return [];
  const { model, state, reason, advice } = own;
  const name = escapeMarkdown(model.name);
  const size = model.bytes > 0 ? [bytes(model.bytes)] : [];
  const lines = [t("Suggestions: {0}", [`**${name}**`, ...size].join(" · "))];
  if (reason) lines.push(`$(warning) ${escapeMarkdown(reason)}`);
  if (advice) lines.push(escapeMarkdown(advice));
  if (state === "failed" && status?.model)
    lines.push(t("{0} writes the suggestions until then.", escapeMarkdown(status.model.name)));
  if (state === "unloaded") lines.push(t("The model is unloaded. Typing loads it again."));
  return [...lines, ...deviceLines(own)];
}

function deviceLines({ device, plan }: OneModelStatus): string[] {
  if (!device) return [];
  const { name, backend, gpuLayers, layers, vramTotal, vramFree, note } = device;
  const lines = [t("Device: {0}", escapeMarkdown(name === backend ? name : `${name} (${backend})`))];
  // A model on the CPU takes no GPU memory.
  if (gpuLayers > 0) {
    lines.push(gpuLayersText({ gpuLayers, layers, experts: plan?.experts }));
    if (vramTotal > 0)
      lines.push(t("GPU memory: {0} of {1} in use", bytes(vramTotal - vramFree), bytes(vramTotal)));
  }
  if (plan)
    lines.push(
      t("The model uses {0}", takenText(plan)),
      ...mappedLine(plan),
      ...(plan.reduced ? [`$(info) ${reducedLine(plan.reduced)}`] : []),
    );
  if (note) lines.push(`$(info) ${escapeMarkdown(note)}`);
  return lines;
}

function downloadLines({ downloads }: StatusState): string[] {
  return downloads
    .filter(({ state }) => state !== "done")
    .map((download) => {
      const line = `$(cloud-download) ${escapeMarkdown(`${download.name}: ${detailed(download)}`)}`;
      const { state, reason } = download;
      return state === "failed" && reason ? `${line}. ${escapeMarkdown(reason)}` : line;
    });
}

function useLines(state: StatusState): string[] {
  const answer = lastAnswerLine(state.lastAnswer);
  return [...suggestionLines(state), ...(answer ? [answer] : []), todayLine(state.today)];
}

/** The speed of the chat, once there was an answer long enough to measure. */
function lastAnswerLine(counts: Counts | undefined): string | undefined {
  const speed = counts && tokensPerSecond(counts);
  return speed === undefined ? undefined : t("Last chat answer: {0} tokens/s", Math.round(speed));
}

function suggestionLines(state: StatusState): string[] {
  switch (offReason(state)) {
    case "everywhere":
      return [t("Suggestions are off.")];
    case "language":
      return [t("Suggestions are off for {0}.", state.language?.id ?? "")];
    case "snoozed":
      return [t("Suggestions are snoozed.")];
    default:
      return state.last ? [lastSuggestion(state.last)] : [];
  }
}

function links(state: StatusState): string[] {
  const { model } = state;
  const actions: Action[] = [];
  const add = (label: string, command: Action["command"], args?: unknown[]) =>
    actions.push({ label, command, ...(args ? { arguments: args } : {}) });
  if (state.server === "failed") add(t("Restart"), "ossicle.restartServer");
  if (state.server === "running") {
    const fix = statusFix(model);
    if (fix) actions.push(fix);
    const suggestionsFix = completionFix(model?.completionModel);
    if (suggestionsFix && suggestionsFix.command !== fix?.command) actions.push(suggestionsFix);
    const download = state.downloads.find(({ state }) => state !== "done");
    if (underWay(state.downloads)?.state === "running")
      add(t("Pause Download"), "ossicle.pauseDownload", [underWay(state.downloads)?.id]);
    else if (download && download.state !== "verifying")
      add(t("Resume Download"), "ossicle.resumeDownload", [download.id]);
    if (model?.state === "unloaded") add(t("Load Now"), "ossicle.loadModel");
    const off = offReason(state);
    if (off === "everywhere") add(t("Enable Suggestions"), "ossicle.enableSuggestions");
    if (off === "language")
      add(t("Enable for {0}", state.language?.id ?? ""), "ossicle.toggleSuggestionsForLanguage");
    if (off === "snoozed") add(t("End Snooze"), "ossicle.endSnooze");
    add(t("Models"), "ossicle.models.focus");
    add(t("Statistics"), "ossicle.showStatistics");
  }
  if (!actions.some(({ command }) => command === "ossicle.showLog")) add(t("Show Log"), "ossicle.showLog");
  return actions.map(link);
}

function link({ label, command, arguments: args }: Action): string {
  const query = args ? `?${encodeURIComponent(JSON.stringify(args))}` : "";
  return `[${label}](command:${command}${query})`;
}
