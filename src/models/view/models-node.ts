import type { Download, ModelsOverview } from "../../../language-server/protocol/models.ts";
import type { Counts, ModelStatus } from "../../../language-server/protocol/status.ts";
import type { Action } from "../../text/fix-text.ts";
import type { DayCounts } from "../../usage/usage-counts.ts";

/** The data of the Models view. */
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
  /** Stays the same for the same model or download, so that the view keeps what is expanded and selected. */
  id: string;
  label: string;
  description?: string;
  icon?: string;
  /** A theme color's id. */
  color?: string;
  /** Markdown. */
  tip?: string;
  /** Words for the `when` clauses of its menu. */
  kind: string;
  /** Run by a click or Enter. */
  action?: Action;
  /** The model that a command on this line is about. */
  target?: { path?: string; id?: string };
  children?: ModelsNode[];
}

/** The color of lines that need the user's attention. */
export const WARNING = "list.warningForeground";
