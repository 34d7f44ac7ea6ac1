/** A part of a text, and what such a part is made of. */

/** Rows of a text, the end exclusive. */
export interface Section {
  lines: readonly string[];
  from: number;
  to: number;
}

export interface Item {
  /** `comment`: one that stands for itself. `placeholder`: surely code that is left out. */
  kind: "placeholder" | "import" | "comment" | "named" | "statement";
  /** What it is known by among the items of its level; `undefined` where only its text tells. */
  name: string | undefined;
  /** As the language calls it; "" for what declares nothing. */
  declares: string;
  isVariable: boolean;
  /** The row of its first comment, decorator or annotation. */
  from: number;
  /** The row that says what it is. */
  start: number;
  end: number;
}
