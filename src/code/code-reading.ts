/** What lines of code declare, as far as finding a function or class again by its name needs it. */
import type { Declaration, FindDeclarations } from "../../common/declarations/declaration.ts";
import { indentedEnd } from "../../common/declarations/extent.ts";
import { declaredOn } from "../../common/declarations/patterns.ts";

export interface Declared {
  name: string;
  /** As the language calls it: "function", "class", "def", … */
  kind: string;
  /** Names of variables come again in many functions: they only count where they stand on the outermost level. */
  isVariable: boolean;
}

export interface CodeReading {
  /** Absent where it isn't known. */
  languageId?: string | undefined;
  declaredBy(line: string): Declared | undefined;
  /** The line after the declaration that begins at `start`. */
  endOf(lines: readonly string[], start: number): number;
}

/** Told by the shape of lines, whatever their language. */
export const BY_SHAPE: CodeReading = {
  declaredBy: (line) => {
    const found = declaredOn(line);
    return found && declaredIn(found);
  },
  endOf: indentedEnd,
};

/** Code of which the declarations are known. Other lines are read by their shape. */
export function knownCode(
  texts: readonly { lines: readonly string[]; find: FindDeclarations }[],
): CodeReading {
  const known = new Map<string, Declared | undefined>();
  const extents = new Map<string, Set<string>>();
  for (const { lines, find } of texts) {
    for (const line of lines) if (!known.has(line)) known.set(line, undefined);
    for (const declaration of find(lines)) {
      const { start, end } = declaration;
      const line = lines[start] ?? "";
      if (!known.get(line)) known.set(line, declaredIn(declaration));
      const all = extents.get(line) ?? new Set();
      extents.set(line, all.add(lines.slice(start, end).join("\n")));
    }
  }
  return {
    declaredBy: (line) => (known.has(line) ? known.get(line) : BY_SHAPE.declaredBy(line)),
    endOf: (lines, start) => {
      for (const text of extents.get(lines[start] ?? "") ?? []) {
        const end = start + text.split("\n").length;
        // The same lines, wherever they stand by now.
        if (lines.slice(start, end).join("\n") === text) return end;
      }
      return indentedEnd(lines, start);
    },
  };
}

/** What is implemented for a type in Rust isn't the type. */
function declaredIn({ name, kind, isVariable }: Pick<Declaration, "name" | "kind" | "isVariable">): Declared {
  return { name: kind === "impl" ? `impl ${name}` : name, kind, isVariable };
}
