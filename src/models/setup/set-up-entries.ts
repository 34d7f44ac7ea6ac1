/** The entries of `Ossicle: Set Up…`, as data. */

import type { CatalogModel, FoundModel, ModelsOverview } from "../../../language-server/protocol/models.ts";
import { t } from "../../text/l10n.ts";
import { foundLine, isUsable, offerLine } from "../../text/model-text.ts";
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
  const groups = [
    {
      title: t("Recommended"),
      entries: [
        ...usable.filter(isBestFound).map((model) => useEntry(model)),
        ...offers.filter(isBestOffer).map((model) => downloadEntry(model)),
      ],
    },
    {
      title: t("On This Machine"),
      entries: usable.filter((model) => !isBestFound(model)).map((model) => useEntry(model)),
    },
    {
      title: t("Available for Download"),
      entries: offers.filter((model) => !isBestOffer(model)).map((model) => downloadEntry(model)),
    },
    { title: t("Other Options"), entries: otherEntries() },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

function useEntry(model: FoundModel): SetUpEntry {
  return {
    icon: "check",
    label: t("Use {0}", model.name),
    description: foundLine(model),
    detail: model.plan ? speedEstimate(model.plan, model.bytes) || model.path : model.path,
    choice: { use: model },
  };
}

function downloadEntry(model: CatalogModel): SetUpEntry {
  const estimate = model.plan ? speedEstimate(model.plan, model.bytes) : "";
  return {
    icon: "cloud-download",
    label: t("Download {0}", model.name),
    description: offerLine(model),
    ...(estimate ? { detail: estimate } : {}),
    choice: { download: model },
  };
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
