import { bytes, percent, tokensPerSecond } from "../../../common/format.ts";
import type { FitPlan } from "../../../language-server/protocol/models.ts";
import type { OneModelStatus } from "../../../language-server/protocol/status.ts";
import { escapeMarkdown } from "../../text/escape-markdown.ts";
import { completionFix, statusFix } from "../../text/fix-text.ts";
import { t } from "../../text/l10n.ts";
import { contextText, mappedLine, reducedLine, takenText, withExperts } from "../../text/plan-text.ts";
import { effort, todayText } from "../../text/usage-text.ts";
import { NOTHING } from "../../usage/usage-counts.ts";
import { type ModelsNode, type ModelsState, WARNING } from "./models-node.ts";

/** The model in use with its facts, or why there is none and how to get one. */
export function currentModel(state: ModelsState): ModelsNode {
  const { status } = state;
  const action = statusFix(status);
  const hasFailed = status?.state === "failed";
  const what = (hasFailed ? status.reason : undefined) ?? stateText(status);
  const why = [status?.reason, status?.advice].flatMap((line) => (line ? [escapeMarkdown(line)] : []));
  if (!status?.model)
    return {
      id: "current",
      label: hasFailed ? t("The model isn't loaded") : t("No model"),
      description: hasFailed ? what : (action?.label ?? what),
      icon: hasFailed ? "warning" : "circle-slash",
      ...(hasFailed ? { color: WARNING } : {}),
      tip: why.join("\n\n"),
      kind: "current none",
      ...(action ? { action } : {}),
    };
  const { completionModel } = status;
  // What the other one has done is not said of this one.
  const measured = completionModel ? { answer: state.measured.answer } : state.measured;
  return {
    ...modelNode("current", status, what, facts({ ...state, measured }, status)),
    ...(hasFailed && action ? { action } : {}),
  };
}

/** The model for suggestions alone with its facts; undefined where there is none. */
export function completionModel({ status, measured }: ModelsState): ModelsNode | undefined {
  const own = status?.completionModel;
  if (!own?.model) return undefined;
  const hasFailed = own.state === "failed";
  const what = (hasFailed ? own.reason : undefined) ?? stateText(own);
  const known = facts({ measured: { suggestion: measured.suggestion }, today: NOTHING }, own);
  const action = hasFailed ? completionFix(own) : undefined;
  return {
    ...modelNode("completion", own, `${t("for suggestions")} · ${what}`, known),
    ...(action ? { action } : {}),
  };
}

/** @param id begins the ids of its lines */
function modelNode(id: string, status: OneModelStatus, what: string, known: KnownFact[]): ModelsNode {
  const { model, device, state, reason, advice } = status;
  const why = [reason, advice].flatMap((line) => (line ? [escapeMarkdown(line)] : []));
  const [name, path] = [model?.name ?? "", model?.path ?? ""];
  return {
    // VS Code doesn't expand a line that gets its first children later, unless it has another id
    // (https://github.com/microsoft/vscode/issues/131955).
    id: known.length > 0 ? `${id}/model` : id,
    label: name,
    description: [what, device?.name].filter(Boolean).join(" · "),
    icon: icon(status),
    ...(state === "failed" ? { color: WARNING } : {}),
    tip: [`**${escapeMarkdown(name)}**`, escapeMarkdown(path), ...why].join("\n\n"),
    kind: `${id} ${state}`,
    target: { path },
    children: known.map(({ icon: symbol, label, value }) => ({
      id: `${id}/${label}`,
      label,
      description: value,
      icon: symbol,
      tip: escapeMarkdown(`${label}: ${value}`),
      kind: "fact",
    })),
  };
}

function stateText(status: OneModelStatus | undefined): string {
  const { progress: share = 0 } = status ?? {};
  const progress = share < 0.01 ? "" : ` ${percent(share)}`;
  switch (status?.state) {
    case "loading":
      return t("loading{0}", progress);
    case "downloading":
      return t("downloading{0}", progress);
    case "ready":
      return t("ready");
    case "working":
      return t("working");
    case "unloaded":
      return t("unloaded");
    case "failed":
      return t("failed");
    default:
      return "";
  }
}

function icon({ state }: OneModelStatus): string {
  switch (state) {
    case "loading":
    case "downloading":
      return "loading~spin";
    case "unloaded":
      return "circle-outline";
    case "failed":
      return "warning";
    default:
      return "ossicle-logo";
  }
}

interface Fact {
  icon: string;
  label: string;
  value: string | undefined;
}

type KnownFact = Fact & { value: string };

function facts(
  { measured: { suggestion, answer }, today }: Pick<ModelsState, "measured" | "today">,
  { state, model, device, plan, contexts, reason, advice }: OneModelStatus,
): KnownFact[] {
  const { gpuLayers = 0, layers = 0, vramTotal = 0, vramFree = 0, note } = device ?? {};
  const speed = answer && tokensPerSecond(answer);
  const all: Fact[] = [
    {
      icon: "warning",
      label: t("Problem"),
      value: state === "loading" ? undefined : reason && [reason, advice].filter(Boolean).join(" "),
    },
    {
      icon: "layers",
      label: t("Layers"),
      value: layers > 0 ? layersOn({ gpuLayers, layers, experts: plan?.experts }) : undefined,
    },
    { icon: "package", label: t("Uses"), value: plan && takenText(plan) },
    {
      icon: "dashboard",
      label: t("GPU memory"),
      value:
        gpuLayers > 0 && vramTotal > 0
          ? t("{0} of {1} in use", bytes(vramTotal - vramFree), bytes(vramTotal))
          : undefined,
    },
    { icon: "info", label: t("Plan"), value: plan?.reduced && reducedLine(plan.reduced) },
    { icon: "info", label: t("Experts"), value: plan && mappedLine(plan).join(" ") },
    { icon: "info", label: t("Device"), value: note },
    { icon: "list-flat", label: t("Context"), value: contextText(contexts ?? []) },
    { icon: "extensions", label: t("LoRA"), value: model?.lora?.join(", ") },
    {
      icon: "sparkle",
      label: t("Suggestion"),
      value: suggestion && effort(suggestion),
    },
    {
      icon: "comment-discussion",
      label: t("Answer"),
      value: speed === undefined ? undefined : t("{0} tokens/s", Math.round(speed)),
    },
    { icon: "graph", label: t("Today"), value: today.tokens > 0 ? todayText(today) : undefined },
  ];
  return all.flatMap((fact) => (fact.value ? [{ ...fact, value: fact.value }] : []));
}

function layersOn({ gpuLayers, layers, experts }: Pick<FitPlan, "gpuLayers" | "layers" | "experts">): string {
  if (gpuLayers === 0) return t("{0} on the CPU", layers);
  if (gpuLayers === layers && experts) return withExperts(t("all on the GPU"), experts);
  return withExperts(t("{0} of {1} on the GPU", gpuLayers, layers), experts);
}
