import type { Download, ModelsOverview } from "../../../language-server/protocol/models.ts";
import type { Counts, ModelStatus } from "../../../language-server/protocol/status.ts";
import type { Action } from "../../text/remedy-text.ts";
import type { DayCounts } from "../../usage/usage-counts.ts";

/** What the Models view is made of. */
export interface ModelsState {
  overview: ModelsOverview;
  status: ModelStatus | undefined;
  downloads: readonly Download[];
  /** What the last suggestion and the last answer took. */
  measured: { suggestion?: Counts | undefined; answer?: Counts | undefined };
  today: DayCounts;
}

/** A line of the Models view. */
export interface ModelsNode {
  /** Stays the same while the thing is the same, so that the view keeps what is open and selected. */
  id: string;
  label: string;
  description?: string;
  icon?: string;
  /** A theme colour's id. */
  color?: string;
  /** Markdown. */
  tip?: string;
  /** For the `when` clauses of its menu: words. */
  kind: string;
  /** Run by a click or Enter. */
  action?: Action;
  /** What a command on it is about. */
  target?: { path?: string; id?: string };
  children?: ModelsNode[];
}

/** The colour of what a user has to look at. */
export const WARNING = "list.warningForeground";
