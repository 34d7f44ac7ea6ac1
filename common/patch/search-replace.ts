/**
 * SEARCH/REPLACE blocks: the lines to look for, then those in their place, between marks like those of a conflict.
 * One block may have several parts, each with the path of its file on the line before.
 */
import { diffArrays } from "diff";
import { isBlank } from "../text-lines.ts";
import type { FilePatch, Hunk, HunkLine, Patch } from "./patch.ts";
import { pathInLine } from "./path-line.ts";

const SEARCH = /^([<-])\1{4,8} ?(?:SEARCH|ORIGINAL)>?\s*$/;
const DIVIDER = /^={5,9}\s*$/;
const REPLACE = /^([>+])\1{4,8} ?(?:REPLACE|UPDATED)\s*$/;
/** Lines around the parts that say nothing. */
const FRAME = /^\s*(?:`{3,}.*|~{3,}.*|\.\.\.|…)?\s*$/;

interface Part {
  path?: string;
  search: string[];
  /** Absent until the line between the two has come. */
  replace?: string[];
}

/** @returns nothing where the lines aren't such a block */
export function parseSearchReplace(lines: readonly string[]): Patch | undefined {
  const parts: Part[] = [];
  let open: Part | undefined;
  let path: string | undefined;
  for (const line of lines) {
    const named = pathInLine(line);
    if (open && SEARCH.test(line)) return unreadable(parts, line);
    if (open?.replace && REPLACE.test(line)) {
      parts.push(open);
      open = undefined;
    } else if (open && DIVIDER.test(line)) {
      // Which of two is the one between both?
      if (open.replace) return unreadable(parts, line);
      open.replace = [];
    } else if (open) (open.replace ?? open.search).push(line);
    else if (SEARCH.test(line)) open = { ...(path === undefined ? {} : { path }), search: [] };
    else if (named !== undefined) path = named;
    // A text that only shows such a block somewhere isn't one.
    else if (!FRAME.test(line)) return parts.length > 0 ? unreadable(parts, line) : undefined;
  }
  if (open) return { files: filesOf([...parts, open]), fault: { why: "incomplete" } };
  return parts.length === 0 ? undefined : { files: filesOf(parts) };
}

const unreadable = (parts: readonly Part[], text: string): Patch => ({
  files: filesOf(parts),
  fault: { why: "unreadable", text },
});

function filesOf(parts: readonly Part[]): FilePatch[] {
  const byPath = new Map<string | undefined, Part[]>();
  for (const part of parts) byPath.set(part.path, [...(byPath.get(part.path) ?? []), part]);
  return [...byPath].map(([path, own]): FilePatch => {
    const name = path === undefined ? {} : { path };
    const [only] = own;
    // Nothing to look for: the file is new.
    if (own.length === 1 && only && only.search.every(isBlank))
      return { kind: "create", ...name, text: (only.replace ?? []).map((line) => `${line}\n`).join("") };
    return { kind: "update", ...name, hunks: own.map(hunkOf) };
  });
}

/** What both have alike is kept: it stays as the file has it. */
function hunkOf({ search, replace = [] }: Part): Hunk {
  const lines = diffArrays(search, replace).flatMap(({ value, added, removed }) =>
    value.map((text): HunkLine => ({ kind: added ? "added" : removed ? "removed" : "kept", text })),
  );
  return { lines, headings: [] };
}
