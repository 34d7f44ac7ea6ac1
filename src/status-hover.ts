import type { LastCompletion, ModelStatus } from "../language-server/protocol/status.ts";
import type { CommandId } from "./command-ids.ts";
import { bytes, duration, tokensPerSecond } from "./format.ts";
import { laneName } from "./lane-names.ts";
import { type Action, remedy } from "./remedies.ts";
import { offReason, type Situation } from "./situation.ts";
import type { Translate } from "./translate.ts";

/** The commands that the hover may run. */
export const HOVER_COMMANDS: Action["command"][] = [
  "ossicle.enableSuggestions",
  "ossicle.toggleSuggestionsForLanguage",
  "ossicle.endSnooze",
  "ossicle.selectModel",
  "ossicle.loadModel",
  "ossicle.restartServer",
  "ossicle.showLog",
  "ossicle.showStatistics",
  "workbench.action.openSettings",
];

/** The status bar item's hover, in Markdown: model, device, memory, contexts, the last suggestion, and what to do. */
export function hover(situation: Situation, t: Translate): string {
  const running = situation.server === "running";
  const blocks = [
    running ? modelLines(situation.model, t) : serverLines(situation, t),
    running && situation.model?.model ? suggestionLines(situation, t) : [],
    [links(situation, t).join(" · ")],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("  \n"))
    .join("\n\n---\n\n");
}

function serverLines(situation: Situation, t: Translate): string[] {
  switch (situation.server) {
    case "failed":
      return [
        t("**Ossicle's language server ended too often and isn't started again.**"),
        t("There are no suggestions until it is restarted. The log says why it ended."),
      ];
    case "restarting":
      return [t("The language server ended unexpectedly. It is being started again.")];
    case "stopped":
      return [t("The language server is stopped.")];
    default:
      return [t("The language server is starting.")];
  }
}

function modelLines(status: ModelStatus | undefined, t: Translate): string[] {
  if (status === undefined) return [t("The language server is starting.")];
  const lines: string[] = [];
  const { model, device, contexts } = status;
  if (model) {
    const name = `**${escapeMarkdown(model.name)}**`;
    lines.push(`${name} · ${escapeMarkdown(model.architecture)} · ${bytes(model.bytes)}`);
  } else {
    lines.push(status.state === "failed" ? t("**The model isn't loaded**") : t("**No model**"));
  }
  if (status.reason) lines.push(`$(warning) ${escapeMarkdown(status.reason)}`);
  if (status.advice) lines.push(escapeMarkdown(status.advice));
  if (status.state === "unloaded") lines.push(t("Its memory is released. Typing loads it again."));
  if (device) lines.push(...deviceLines(device, t));
  if (contexts && contexts.length > 0) {
    const sizes = contexts.map(
      ({ lane, size, sequences }) => `${laneName(lane, t)} ${sequences} × ${size.toLocaleString()}`,
    );
    lines.push(t("Context: {0} tokens", sizes.join(", ")));
  }
  return lines;
}

function deviceLines(device: NonNullable<ModelStatus["device"]>, t: Translate): string[] {
  const { name, backend, gpuLayers, layers, vramTotal, vramFree, note } = device;
  const lines = [t("Device: {0}", escapeMarkdown(name === backend ? name : `${name} (${backend})`))];
  // Memory of a GPU is told where one is used; on the processor alone there is none.
  if (gpuLayers > 0) {
    lines.push(t("{0} of {1} layers on the GPU", gpuLayers, layers));
    if (vramTotal > 0)
      lines.push(t("GPU memory: {0} of {1} in use", bytes(vramTotal - vramFree), bytes(vramTotal)));
  }
  if (note) lines.push(`$(info) ${escapeMarkdown(note)}`);
  return lines;
}

function suggestionLines(situation: Situation, t: Translate): string[] {
  switch (offReason(situation)) {
    case "everywhere":
      return [t("Suggestions are off.")];
    case "language":
      return [t("Suggestions are off for {0}.", situation.language?.id ?? "")];
    case "snoozed":
      return [t("Suggestions are snoozed.")];
    default:
      return situation.last ? [lastSuggestion(situation.last, t)] : [];
  }
}

/** "Last suggestion: 84 ms · 2 tokens evaluated · 148 tokens/s", or why there was none. */
export function lastSuggestion(last: LastCompletion, t: Translate): string {
  if (last.whyNone !== undefined) return t("No suggestion: {0}", escapeMarkdown(last.whyNone));
  if (last.counts === undefined) return t("Last suggestion: shown without asking the model");
  const { counts } = last;
  const evaluated = counts.promptTokens - counts.reusedTokens;
  const speed = tokensPerSecond(counts);
  const facts = [
    duration(counts.totalMs),
    evaluated === 1 ? t("1 token evaluated") : t("{0} tokens evaluated", evaluated),
    ...(speed === undefined ? [] : [t("{0} tokens/s", Math.round(speed))]),
  ];
  return t("Last suggestion: {0}", facts.join(" · "));
}

function links(situation: Situation, t: Translate): string[] {
  const { model } = situation;
  const actions: Action[] = [];
  const add = (label: string, command: CommandId) => actions.push({ label, command });
  if (situation.server === "failed") add(t("Restart"), "ossicle.restartServer");
  if (situation.server === "running") {
    const action = model?.remedy ?? (model?.state === "none" ? "selectModel" : undefined);
    if (action) actions.push(remedy(action, t));
    if (model?.state === "unloaded") add(t("Load Now"), "ossicle.loadModel");
    const off = offReason(situation);
    if (off === "everywhere") add(t("Enable Suggestions"), "ossicle.enableSuggestions");
    if (off === "language")
      add(t("Enable for {0}", situation.language?.id ?? ""), "ossicle.toggleSuggestionsForLanguage");
    if (off === "snoozed") add(t("End Snooze"), "ossicle.endSnooze");
    add(t("Show Statistics"), "ossicle.showStatistics");
  }
  if (!actions.some(({ command }) => command === "ossicle.showLog")) add(t("Show Log"), "ossicle.showLog");
  return actions.map(link);
}

function link({ label, command, arguments: args }: Action): string {
  const query = args ? `?${encodeURIComponent(JSON.stringify(args))}` : "";
  return `[${label}](command:${command}${query})`;
}

/** Text from elsewhere (file names, reasons) must not become markup or icons. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!|<>$~]/g, "\\$&").replace(/\s+/g, " ");
}
