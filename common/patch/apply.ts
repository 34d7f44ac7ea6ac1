/** Applies a patch to files: all of it, or nothing. */

import { isBlank } from "../text-lines.ts";
import { applyHunks } from "./apply-hunks.ts";
import type { FileChange, FilePatch, Patch, Refusal } from "./patch.ts";

/** A file of the patch with the path that it has where it is applied. */
export type NamedFilePatch = FilePatch & { path: string };

/** A file while the patch is applied to it. */
interface State {
  /** The path under which it was before, and its text there; absent for a file that wasn't there. */
  from?: { path: string; text: string };
  /** Absent while the file isn't there. */
  text?: string;
}

/**
 * @param files of the patch, with paths that `read` and the caller know; several parts for one file follow each other
 * @param read the text of a file, nothing where there is none
 */
export function applyPatch(
  { files, fault }: { files: readonly NamedFilePatch[]; fault?: Patch["fault"] },
  read: (path: string) => string | undefined,
): { changes: FileChange[] } | { refusal: Refusal } {
  if (fault) return { refusal: fault };
  const states = new Map<string, State>();
  const stateOf = (path: string): State => {
    const text = read(path);
    const state = states.get(path) ?? (text === undefined ? {} : { from: { path, text }, text });
    states.set(path, state);
    return state;
  };
  for (const file of files) {
    const target = file.kind === "update" && file.moveTo !== undefined ? stateOf(file.moveTo) : undefined;
    const refusal = applyTo(stateOf(file.path), file, target);
    if (refusal) return { refusal };
  }
  const changes = [...states].flatMap(([path, state]) => changeOf(path, state));
  return changes.length === 0 ? { refusal: { why: "nothing" } } : { changes };
}

function applyTo(state: State, file: NamedFilePatch, target: State | undefined): Refusal | undefined {
  const { path } = file;
  if (file.kind === "create") {
    if (!isBlank(state.text)) return { why: "exists", path };
    state.text = file.text;
    return undefined;
  }
  if (state.text === undefined) return { why: "missing", path };
  const applied = applyHunks(state.text, file.hunks);
  if ("refusal" in applied) return { path, ...applied.refusal };
  if (file.kind === "delete") {
    if (file.hunks.length > 0 && !isBlank(applied.text)) return { why: "more", path };
    delete state.text;
    return undefined;
  }
  if (!target || file.moveTo === path) {
    state.text = applied.text;
    return undefined;
  }
  if (target.text !== undefined || target.from) return { why: "exists", path: file.moveTo ?? path };
  target.text = applied.text;
  if (state.from) target.from = state.from;
  delete state.from;
  delete state.text;
  return undefined;
}

function changeOf(path: string, { from, text }: State): FileChange[] {
  if (!from) return text === undefined ? [] : [{ kind: "created", path, text }];
  const before = from.text;
  if (text === undefined) return [{ kind: "deleted", path: from.path, before }];
  if (from.path !== path) return [{ kind: "moved", path: from.path, to: path, before, text }];
  return before === text ? [] : [{ kind: "changed", path, before, text }];
}
