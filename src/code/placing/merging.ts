/** What a merge of a block into one level of a file goes by. */
import type { CodeReading } from "../code-reading.ts";
import type { Counterparts } from "./counterparts.ts";
import type { Item, Section } from "./item.ts";
import type { Level } from "./item-names.ts";

export interface MergeOptions {
  reading: CodeReading;
  /** Also where it isn't sure that the block shows the whole of what it takes the place of: to be looked at first. */
  isProposal: boolean;
}

/** One level of the file and of the block. */
export interface Merging extends MergeOptions {
  file: Section;
  fileItems: readonly Item[];
  block: Section;
  blockItems: readonly Item[];
  counterparts: Counterparts;
  level: Level;
  /** What the items of the file are indented by. */
  indent: string;
  unit: string | undefined;
}
