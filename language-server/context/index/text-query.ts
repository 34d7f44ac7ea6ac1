/** What is looked for in text: literally, or as a regular expression, as whoever wrote it means it. Pure. */
import { linesOf } from "../../../common/text-lines.ts";

export interface LineHit {
  /** Counted from 1. */
  line: number;
  text: string;
  /** Where in the line it begins. */
  at: number;
}

/** A way to read a query. */
export interface TextQuery {
  /** The lines of a text that have it. */
  find(text: string): LineHit[];
}

/** What a query can be meant by, each tried where the one before finds nothing. */
export interface QueryReading {
  how: "literal" | "pattern" | "otherCase";
  query: TextQuery;
}

/** Nobody writes that to find just these characters. */
const PATTERN_SIGNS =
  /\\[bBdDsSwW.()[\]{}|+*?^$/]|\.[*+?]|[^\s|]\|[^\s|]|^\^|\$$|\[[^\]]*\w-\w[^\]]*\]|\[[^\]]+\][*+]/;

/**
 * @param query what a line has in it
 * @returns the likeliest first
 */
export function readingsOf(query: string): QueryReading[] {
  const literal = escaped(query);
  const { source, ignoresCase } = plainPattern(query);
  const pattern = compiled(source, ignoresCase);
  const either =
    pattern && PATTERN_SIGNS.test(source) ? compiled(`(?:${source})|${literal}`, ignoresCase) : undefined;
  const otherCase = compiled(pattern ? `(?:${source})|${literal}` : literal, true);
  return [
    { how: either ? "pattern" : "literal", query: new LineQuery(either ?? new RegExp(literal, "m")) },
    ...(pattern && !either ? [{ how: "pattern" as const, query: new LineQuery(pattern) }] : []),
    ...(otherCase ? [{ how: "otherCase" as const, query: new LineQuery(otherCase) }] : []),
  ];
}

class LineQuery implements TextQuery {
  readonly #pattern: RegExp;

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  find(text: string): LineHit[] {
    // Most texts have nothing: lines are made of the others alone.
    if (!this.#pattern.test(text)) return [];
    return linesOf(text).flatMap((line, index) => {
      const at = line.search(this.#pattern);
      return at < 0 ? [] : [{ line: index + 1, text: line, at }];
    });
  }
}

/** As JavaScript writes it: other languages say at the beginning that case doesn't count. */
function plainPattern(query: string): { source: string; ignoresCase: boolean } {
  const flags = /^\(\?([imsux]+)\)/.exec(query);
  return {
    source: flags ? query.slice(flags[0].length) : query,
    ignoresCase: flags?.[1]?.includes("i") ?? false,
  };
}

function compiled(source: string, ignoresCase: boolean): RegExp | undefined {
  try {
    return new RegExp(source, ignoresCase ? "im" : "m");
  } catch {
    return undefined;
  }
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
