/** How much of a text a grammar can't make sense of. */
import { Edit, type Point, type Tree } from "web-tree-sitter";

/** How many pieces of a text are errors, or missing, from an offset on; those beyond `most` aren't looked for. */
export function countErrors(tree: Tree, most = Number.POSITIVE_INFINITY, from = 0): number {
  let errors = 0;
  eachError(tree, (at) => (at < from ? true : ++errors <= most));
  return errors;
}

/** Whether an error begins in a part of a text, or something is missing there; UTF-16 offsets. */
export function hasErrorIn(tree: Tree, start: number, end: number): boolean {
  let isIn = false;
  eachError(tree, (at) => {
    isIn = start <= at && at <= end;
    return !isIn;
  });
  return isIn;
}

/** @param visit is given where each error begins; whether it wants more */
function eachError(tree: Tree, visit: (start: number) => boolean): void {
  if (!tree.rootNode.hasError) return;
  const cursor = tree.walk();
  try {
    for (;;) {
      const { hasError, isError, isMissing, startIndex } = cursor.currentNode;
      if ((isError || isMissing) && !visit(startIndex)) return;
      if (hasError && cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return;
    }
  } finally {
    cursor.delete();
  }
}

/** Tells a tree that a piece of its text was replaced. */
export function editTree(tree: Tree, text: string, { start, end, piece }: Replacement): void {
  const startPosition = pointAt(text, start);
  tree.edit(
    new Edit({
      startIndex: start,
      oldEndIndex: end,
      newEndIndex: start + piece.length,
      startPosition,
      oldEndPosition: behind(startPosition, text.slice(start, end)),
      newEndPosition: behind(startPosition, piece),
    }),
  );
}

/** UTF-16 offsets in the text before. */
export interface Replacement {
  start: number;
  end: number;
  piece: string;
}

/** What has to be replaced in one text so that it becomes the other. */
export function replacementBetween(before: string, after: string): Replacement {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { start, end: before.length - same, piece: after.slice(start, after.length - same) };
}

function pointAt(text: string, index: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < index; at = text.indexOf("\n", at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: index - lineStart };
}

function behind({ row, column }: Point, piece: string): Point {
  const { row: rows, column: last } = pointAt(piece, piece.length);
  return { row: row + rows, column: rows === 0 ? column + last : last };
}
