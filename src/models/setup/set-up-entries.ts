/** The entries of `Ossicle: Set Up…`, as data. */

import type { CatalogModel, FoundModel, ModelsOverview } from "../../../language-server/protocol/models.ts";
import { t } from "../../text/l10n.ts";
import { foundLine, isUsable, offerLine, onlySuggests } from "../../text/model-text.ts";
import { speedEstimate } from "../../text/plan-text.ts";

export type SetUpChoice =
  | { use: FoundModel }
  | { download: CatalogModel }
  | { command: "ossicle.selectModel" | "ossicle.addModelFolder" | "ossicle.models.focus" };

export interface SetUpEntry {
  icon: string;
  label: string;
  description?: string;
  detail?: string;
  choice: SetUpChoice;
}

export interface SetUpGroup {
  title: string;
  entries: SetUpEntry[];
}

/** The recommended model comes first, so that Enter takes it. */
export function setUpGroups(
  { found, catalog, recommended }: ModelsOverview,
  inUse: string | undefined,
): SetUpGroup[] {
  const usable = found.filter((model) => isUsable(model) && model.path !== inUse);
  const offers = catalog.filter(({ isOffered, path }) => isOffered && path === undefined);
  const isBestFound = ({ path }: FoundModel) =>
    recommended !== undefined && "path" in recommended && recommended.path === path;
  const isBestOffer = ({ id }: CatalogModel) =>
    recommended !== undefined && "catalogId" in recommended && recommended.catalogId === id;
  const quicker = quickestForSuggestions(catalog);
  const groups = [
    {
      title: t("Recommended"),
      entries: [
        ...usable.filter(isBestFound).map((model) => useEntry(model, quicker)),
        ...offers.filter(isBestOffer).map((model) => downloadEntry(model, quicker)),
      ],
    },
    {
      title: t("On This Machine"),
      entries: usable.filter((model) => !isBestFound(model)).map((model) => useEntry(model, quicker)),
    },
    {
      title: t("Available for Download"),
      entries: offers.filter((model) => !isBestOffer(model)).map((model) => downloadEntry(model, quicker)),
    },
    { title: t("Other Options"), entries: otherEntries() },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

function useEntry(model: FoundModel, quicker: string | undefined): SetUpEntry {
  return {
    icon: "check",
    label: t("Use {0}", model.name),
    description: foundLine(model),
    detail: modelDetail(model, quicker) || model.path,
    choice: { use: model },
  };
}

function downloadEntry(model: CatalogModel, quicker: string | undefined): SetUpEntry {
  const detail = modelDetail(model, quicker);
  return {
    icon: "cloud-download",
    label: t("Download {0}", model.name),
    description: offerLine(model),
    ...(detail ? { detail } : {}),
    choice: { download: model },
  };
}

/**
 * What a model is for, and how fast it should be here: in a line of its own, which isn't cut off.
 *
 * @param quicker name of the model for suggestions where the CPU runs it
 */
export function modelDetail(model: CatalogModel | FoundModel, quicker: string | undefined): string {
  const { plan, bytes } = model;
  const estimate = plan ? speedEstimate(plan, bytes) : "";
  if (onlySuggests(model)) return [t("For suggestions only, no chat."), estimate].filter(Boolean).join(" ");
  if (plan?.fit !== "cpu" || quicker === undefined || model.name === quicker) return estimate;
  // Nothing more: a longer line is cut off.
  return t("For chat and edits. For suggestions, {0} is faster here.", quicker);
}

/** The smallest model that is made for suggestions, which is the one to use for them without a GPU. */
export function quickestForSuggestions(catalog: readonly CatalogModel[]): string | undefined {
  const [smallest] = catalog
    .filter(({ use, isOffered }) => use === "completion" && isOffered)
    .toSorted((a, b) => a.bytes - b.bytes);
  return smallest?.name;
}

function otherEntries(): SetUpEntry[] {
  return [
    {
      icon: "folder-opened",
      label: t("Select Model File…"),
      choice: { command: "ossicle.selectModel" },
    },
    {
      icon: "folder",
      label: t("Find Models in Folder…"),
      choice: { command: "ossicle.addModelFolder" },
    },
    { icon: "list-tree", label: t("Show Models"), choice: { command: "ossicle.models.focus" } },
  ];
}
