/** The Models view as data, from the overview, the model's status and the downloads. */

import type {
  CatalogModel,
  Download,
  FoundModel,
  ModelsOverview,
} from "../../../language-server/protocol/models.ts";
import { detailed } from "../../text/download-text.ts";
import { t } from "../../text/l10n.ts";
import { machineFacts } from "../../text/machine-text.ts";
import { foundLine, isUsable, offerLine, onlySuggests } from "../../text/model-text.ts";
import { completionModel, currentModel } from "./current-model-node.ts";
import { catalogTip, downloadTip, foundTip } from "./model-tips.ts";
import { type ModelsNode, type ModelsState, WARNING } from "./models-node.ts";

export function modelsTree(state: ModelsState): ModelsNode[] {
  const { overview, status, downloads } = state;
  const shown = downloads.filter(({ state }) => state !== "done");
  const offers = overview.catalog.filter(
    ({ id, path }) => path === undefined && !shown.some((download) => download.id === id),
  );
  const recommended = recommendedIn(overview);
  const second = completionModel(state);
  const used = { main: status?.model?.path, completion: status?.completionModel?.model?.path };
  const machine = group(
    "machine",
    t("This Machine"),
    machineFacts(overview.machine).map(({ icon, label, value, detail }, index) => ({
      id: `machine/${index}`,
      kind: "fact",
      icon,
      label,
      description: value,
      tip: detail ?? `${label}: ${value}`,
    })),
  );
  const groups = [
    group("inUse", t("In Use"), [currentModel(state), ...(second ? [second] : [])]),
    group(
      "downloads",
      t("Downloads"),
      shown.map((download) => downloadNode(download)),
    ),
    group(
      "found",
      t("On This Machine"),
      overview.found.map((model) => foundNode(model, used, recommended)),
    ),
    group(
      "offers",
      t("Available for Download"),
      offers.map((model) => offerNode(model, recommended)),
    ),
  ];
  // A user without a model first wants to know the machine's memory.
  const all = status?.model ? [...groups, machine] : [machine, ...groups];
  return all.filter(({ children }) => children.length > 0);
}

/** The path or the catalog's id. */
function recommendedIn({ recommended }: ModelsOverview): string | undefined {
  if (!recommended) return undefined;
  return "path" in recommended ? recommended.path : recommended.catalogId;
}

function group(id: string, label: string, children: ModelsNode[]) {
  return { id, label, kind: "group", children };
}

function downloadNode(download: Download): ModelsNode {
  const icons = {
    running: "cloud-download",
    verifying: "loading~spin",
    paused: "debug-pause",
    failed: "warning",
    done: "check",
  };
  const { id, name, state } = download;
  return {
    id: `download/${id}`,
    label: name,
    description: detailed(download),
    icon: icons[state],
    ...(state === "failed" ? { color: WARNING } : {}),
    tip: downloadTip(download),
    kind: `download ${state}`,
    target: { id },
  };
}

/** Paths of the models in use. */
interface UsedPaths {
  main: string | undefined;
  completion: string | undefined;
}

function foundNode(model: FoundModel, used: UsedPaths, recommended: string | undefined): ModelsNode {
  const usable = isUsable(model);
  const line = usable ? lineOf(model, foundLine(model)) : (model.problem?.reason ?? "");
  const [isMain, suggests] = [used.main === model.path, used.completion === model.path];
  const use = isMain
    ? t("in use")
    : suggests
      ? t("for suggestions")
      : model.path === recommended
        ? t("recommended")
        : "";
  return {
    id: `found/${model.path}`,
    label: model.name,
    description: [use, line].filter(Boolean).join(" · "),
    icon: usable ? (isMain || suggests ? "check" : "file-binary") : "warning",
    ...(usable ? {} : { color: WARNING }),
    tip: foundTip(model),
    kind: [
      "model",
      usable ? (isMain ? "inUse" : "usable") : "unusable",
      // Beside one for everything that is another one.
      ...(usable && used.main !== undefined && !isMain && !suggests ? ["canSuggest"] : []),
      ...(model.catalogId === undefined ? [] : ["cataloged"]),
    ].join(" "),
    target: {
      path: model.path,
      ...(model.catalogId === undefined ? {} : { id: model.catalogId }),
    },
  };
}

/** In a narrow view the end of a line is cut off: what decides comes first. */
function lineOf(model: CatalogModel | FoundModel, line: string): string {
  return onlySuggests(model) ? `${t("suggestions only")} · ${line}` : line;
}

function offerNode(model: CatalogModel, recommended: string | undefined): ModelsNode {
  const line = lineOf(model, offerLine(model));
  return {
    id: `offer/${model.id}`,
    label: model.name,
    description: model.id === recommended ? `${t("recommended")} · ${line}` : line,
    icon: model.isOffered ? "cloud" : "circle-slash",
    tip: catalogTip(model),
    kind: model.isOffered ? "offer" : "withheld",
    target: { id: model.id },
  };
}
