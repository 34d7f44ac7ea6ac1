/** What VS Code's model picker and other extensions read of the model. */
import type { LanguageModelChatInformation } from "vscode";
import { bytes } from "../../common/format.ts";
import type { ReasoningEffort } from "../../language-server/protocol/chat.ts";
import { answerReserve } from "../../language-server/protocol/limits.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import { statusFix } from "../text/fix-text.ts";
import { t } from "../text/l10n.ts";
import { noChat, noModelMessage } from "../text/no-chat-text.ts";
import { gpuLayersText } from "../text/plan-text.ts";
import { withCommand } from "./response-problem.ts";

/** The same for every model file: who has picked the model keeps it when another file is loaded. */
const ID = "local";
/** What a conversation has where nothing is known of the model yet. In tokens. */
const USUAL_CONTEXT_TOKENS = 32_768;
/** VS Code offers its patch tool to models with such a name only. */
const PATCHES_BY_NAME = /gpt|openai/i;

/** With what VS Code reads besides, which its API has no types for: one that doesn't know it leaves it out. */
export interface OfferedModel extends LanguageModelChatInformation {
  readonly maxContextWindowTokens: number;
  readonly statusIcon?: { readonly id: string };
  /** A box each. */
  readonly warningText?: readonly string[];
  readonly configurationSchema?: { readonly properties: Readonly<Record<string, object>> };
}

/**
 * The model that is loaded or should be. One that says what to do where there is none: VS Code's chat, `@ossicle`
 * included, doesn't begin without a model.
 *
 * @param effort what the user's settings say, for requests that don't choose
 */
export function offeredModel(status: ModelStatus, effort: ReasoningEffort): OfferedModel {
  const { model, device } = status;
  const contextTokens = contextOf(status);
  const answerTokens = answerReserve(contextTokens);
  const why = problem(status);
  const isGptOss = model?.dialect === "harmony";
  return {
    id: ID,
    ...(model ? nameAndFamily(model) : { name: t("Ossicle: no model"), family: "gptoss" }),
    version: "1",
    maxInputTokens: contextTokens - answerTokens,
    maxOutputTokens: answerTokens,
    maxContextWindowTokens: contextTokens,
    // Without tools it isn't shown where an agent is chosen, so that nobody would read what to do.
    capabilities: { toolCalling: !model || (isGptOss && (model.agent ?? "yes") === "yes") },
    detail: device?.name ?? t("on this machine"),
    tooltip: tooltip(status, contextTokens),
    statusIcon: { id: why === undefined ? "ossicle-logo" : "warning" },
    ...(why === undefined ? {} : { warningText: [why] }),
    ...(isGptOss ? { configurationSchema: { properties: { reasoningEffort: efforts(effort) } } } : {}),
  };
}

function nameAndFamily({ name, architecture, dialect }: NonNullable<ModelStatus["model"]>) {
  const isNamed = PATCHES_BY_NAME.test(name);
  // Until its header is read, every model counts as a gpt-oss.
  if (dialect !== "harmony" || (architecture === "" && !isNamed))
    return { name, family: architecture || name };
  return { name: isNamed ? name : `gpt-oss (${name})`, family: gptOssFamily(name) };
}

/**
 * The status with what was known of the model before, while an engine that starts anew can't say it: a model that is
 * away for a moment fails VS Code's answers, and is chosen no longer.
 */
export function withKnownModel(status: ModelStatus, before: ModelStatus | undefined): ModelStatus {
  const { model } = status;
  const isOther = model !== undefined && (model.architecture !== "" || model.path !== before?.model?.path);
  if (!before || isOther || status.state === "none") return status;
  const { device, plan, chatContextTokens } = before;
  return { device, plan, chatContextTokens, ...status, model: before.model };
}

/** What a conversation may have, as far as it is known. */
function contextOf({ chatContextTokens, plan }: ModelStatus): number {
  const planned = plan?.contexts.find(({ lane }) => lane === "chat")?.size;
  return chatContextTokens ?? planned ?? USUAL_CONTEXT_TOKENS;
}

/**
 * VS Code gives a family that it takes for OpenAI's own a system message of three times the size, so it isn't called
 * "gpt-oss".
 */
function gptOssFamily(name: string): string {
  const size = /(?<![\da-z])\d+b(?![\da-z])/i.exec(name)?.[0];
  return size === undefined ? "gptoss" : `gptoss-${size.toLowerCase()}`;
}

/** Why it can't answer. */
function problem(status: ModelStatus): string | undefined {
  const action = statusFix(status);
  const said = (message: string) => (action ? withCommand(message, action) : message);
  if (status.state === "failed") return said(noModelMessage(status) ?? t("The model couldn't be loaded."));
  if (!status.model) return said(noModelMessage(status) ?? t("No model is selected."));
  return status.model.chats ? undefined : noChat();
}

function tooltip({ state, model, device, plan }: ModelStatus, contextTokens: number): string {
  const here = t("It runs on this machine, without a network.");
  if (!model) return here;
  const size = model.bytes > 0 ? [bytes(model.bytes)] : [];
  const lines = [
    [model.architecture, ...size, stateText(state)].filter(Boolean).join(" · "),
    ...(device ? [t("Device: {0}", device.name)] : []),
    ...(device && device.gpuLayers > 0 ? [gpuLayersText({ ...device, experts: plan?.experts })] : []),
    t("Context: {0} tokens", contextTokens.toLocaleString()),
    here,
  ];
  return lines.join("\n\n");
}

function stateText(state: ModelStatus["state"]): string {
  switch (state) {
    case "ready":
    case "working":
      return t("loaded");
    case "loading":
    case "downloading":
      return t("loading");
    case "failed":
      return t("not loaded");
    default:
      return t("loads with the next request");
  }
}

/** A button of its own beside the model. */
function efforts(byDefault: ReasoningEffort) {
  return {
    type: "string",
    title: t("Reasoning"),
    enum: ["low", "medium", "high"] satisfies ReasoningEffort[],
    enumItemLabels: [t("Low"), t("Medium"), t("High")],
    enumDescriptions: [
      t("Answers soonest"),
      t("Thinks before it answers"),
      t("Thinks longest: for hard questions"),
    ],
    default: byDefault,
    group: "navigation",
  };
}
