/** What is attached to a question, and where it is found. */
import * as v from "valibot";
import { request } from "../../common/wire.ts";
import { range, uinteger } from "./range.ts";

/** Frozen as text when it was attached: later edits of the file don't change what was asked. */
export const contextItem = v.object({
  kind: v.picklist(["file", "selection", "problems", "changes", "terminal", "codebase"]),
  /** What its chip shows: a path relative to the workspace, or what else it is. */
  title: v.string(),
  uri: v.optional(v.string()),
  /** The part of the file; absent for the whole of it. */
  range: v.optional(range),
  text: v.string(),
});

/** A piece to attach, cut to what it may take. */
const fittedItem = v.object({
  item: contextItem,
  tokens: v.number(),
  /** Present when lines were cut off: how many are left, of how many. */
  cut: v.optional(v.object({ lines: v.number(), of: v.number() })),
});

/** A declaration in the workspace. */
const workspaceSymbol = v.object({
  name: v.string(),
  /** As the language calls it: "function", "class", "def", … */
  kind: v.string(),
  uri: v.string(),
  /** Of the declaration, as far as its extent is known. */
  range,
});

export type ContextItem = v.InferOutput<typeof contextItem>;
export type FittedItem = v.InferOutput<typeof fittedItem>;
export type WorkspaceSymbol = v.InferOutput<typeof workspaceSymbol>;

/**
 * Cuts what is to be attached so that one question leaves room for the answer: together the items take half of the
 * context at most, in their order. Whole lines are cut off at the end; of a terminal's output, at the beginning; of
 * changes, in each file.
 * While no model is ready, tokens are estimated from the text's length.
 */
export const ContextFitRequest = request(
  "ossicle/context/fit",
  v.object({ items: v.array(contextItem) }),
  v.object({ items: v.array(fittedItem) }),
);

/** The pieces of the workspace that fit a question best, best first, of kind "codebase". */
export const ContextSearchRequest = request(
  "ossicle/context/search",
  v.object({ query: v.string() }),
  v.object({ items: v.array(contextItem) }),
);

/** Declarations whose names match, best first. */
export const ContextSymbolsRequest = request(
  "ossicle/context/symbols",
  v.object({ query: v.string(), limit: v.pipe(uinteger, v.minValue(1), v.maxValue(200)) }),
  v.object({ symbols: v.array(workspaceSymbol) }),
);

/** For each file, why it must not enter a prompt on its own (it may hold secrets, it is ignored), or null. */
export const ContextExcludedRequest = request(
  "ossicle/context/excluded",
  v.object({ uris: v.array(v.string()) }),
  v.object({ reasons: v.array(v.nullable(v.string())) }),
);
