/** What code declares: functions, classes, types, variables. */
export interface Declaration {
  name: string;
  /** As the language calls it: "function", "class", "def", … */
  kind: string;
  /** Zero-based line that declares it, after its comments, decorators and attributes. */
  start: number;
  /** The line after its last one. */
  end: number;
  /** Names of variables come again in many functions: they only count on the outermost level of the code. */
  isVariable: boolean;
  /** Of a function. */
  isLocal: boolean;
}

/** @returns the declarations in the order of their lines, the outer one first */
export type FindDeclarations = (lines: readonly string[]) => Declaration[];
