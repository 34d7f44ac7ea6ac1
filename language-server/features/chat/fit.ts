/** Cuts what is to be attached to what it may take. */
import type { ContextItem, FittedItem } from "../../protocol/context.ts";
import { changesWithin } from "./fit-changes.ts";

/** Counts tokens of texts, exactly or nearly. */
export type CountTokens = (texts: string[]) => Promise<number[]>;

/** Where no model can count: a token is about four characters of code. */
export const estimateTokens: CountTokens = async (texts) => texts.map((text) => Math.ceil(text.length / 4));

/** How often a cut is tried again; each time less of what is too much is left. */
const MAX_TRIES = 8;

/**
 * Gives each item, in order, what the ones before it left of `maxTokens`. Whole lines go, from the end; of a
 * terminal's output, whose end is what counts, from the beginning; of changes, from each file.
 */
export async function fitItems(
  items: readonly ContextItem[],
  maxTokens: number,
  count: CountTokens,
): Promise<FittedItem[]> {
  const sizes = await count(items.map(({ text }) => text));
  const fitted: FittedItem[] = [];
  let left = maxTokens;
  for (const [index, item] of items.entries()) {
    const tokens = sizes[index] ?? 0;
    const one = tokens <= left ? { item, tokens } : await cut(item, tokens, left, count);
    left -= one.tokens;
    fitted.push(one);
  }
  return fitted;
}

async function cut(
  item: ContextItem,
  tokens: number,
  maxTokens: number,
  count: CountTokens,
): Promise<FittedItem> {
  const lines = item.text.split("\n");
  let keep = lines.length;
  let size = tokens;
  for (let tries = 0; tries < MAX_TRIES && size > maxTokens && keep > 0; tries++) {
    // The lines that are left may be the longer ones, so each try aims a little lower.
    keep = Math.min(keep - 1, Math.floor((keep * maxTokens * 0.95) / size));
    [size = 0] = keep > 0 ? await count([part(item, lines, keep)]) : [0];
  }
  if (size > maxTokens) keep = size = 0;
  const text = keep > 0 ? part(item, lines, keep) : "";
  return {
    item: { ...item, ...cutRange(item, keep), text },
    tokens: size,
    cut: { lines: keep, of: lines.length },
  };
}

function part({ kind }: ContextItem, lines: readonly string[], keep: number): string {
  if (kind === "changes") return changesWithin(lines, keep).join("\n");
  return (kind === "terminal" ? lines.slice(-keep) : lines.slice(0, keep)).join("\n");
}

/** The lines that are left of a part of a file; the heading in the prompt tells them. */
function cutRange({ kind, range, uri }: ContextItem, keep: number): Pick<ContextItem, "range"> {
  if (kind !== "selection" && kind !== "file" && kind !== "codebase") return {};
  if (uri === undefined || keep === 0) return {};
  const start = range?.start ?? { line: 0, character: 0 };
  return { range: { start, end: { line: start.line + keep, character: 0 } } };
}
