import type { FileChange, Refusal } from "../../common/patch/patch.ts";
import { t } from "./l10n.ts";

const MAX_LINES = 5;
const MAX_LINE_CHARS = 80;

/**
 * Why a patch doesn't apply, in a sentence for the user.
 *
 * @param nameOf what the user knows a file of the patch by
 */
export function patchProblem(refusal: Refusal, nameOf: (path: string) => string): string {
  if (refusal.why === "nothing") return t("The patch makes no change.");
  return t("{0} Nothing was changed.", reason(refusal, nameOf));
}

function reason(refusal: Exclude<Refusal, { why: "nothing" }>, nameOf: (path: string) => string): string {
  switch (refusal.why) {
    case "incomplete":
      return t("The patch isn't complete: its end is missing.");
    case "unreadable":
      return t("The patch has a line that can't be read: “{0}”.", shortened(refusal.text));
    case "missing":
      return t("{0} isn't in the workspace.", nameOf(refusal.path));
    case "exists":
      return t("{0} already exists.", nameOf(refusal.path));
    case "more":
      return t("{0} has more lines than those that the patch deletes.", nameOf(refusal.path));
    case "overlap": {
      const [one, other] = refusal.hunks;
      const name = nameOf(refusal.path);
      return t(
        "Changes {0} and {1} of {2} both change line {3}.",
        ...[one + 1, other + 1, name, refusal.line + 1],
      );
    }
    case "nowhere":
      return t(
        "Change {0} of {1} only adds lines, and nothing says where they belong.",
        ...[refusal.hunk + 1, nameOf(refusal.path)],
      );
    case "ambiguous":
      return t(
        "Change {0} of {1} fits several places: lines {2}.",
        ...[refusal.hunk + 1, nameOf(refusal.path), numbers(refusal.candidates)],
      );
    case "elsewhere":
      return t(
        "Change {0} of {1} doesn't fit: its lines aren't below “{2}” but at line {3}.",
        ...[refusal.hunk + 1, nameOf(refusal.path)],
        ...[shortened(refusal.headings.at(-1) ?? ""), numbers(refusal.candidates)],
      );
    case "notFound":
      return notFound(refusal, refusal.hunk + 1, nameOf(refusal.path));
  }
}

function notFound(
  { absent, nearest, isApplied }: Extract<Refusal, { why: "notFound" }>,
  change: number,
  name: string,
): string {
  if (isApplied) return t("{1} already has change {0} of the patch.", change, name);
  const problem =
    absent === undefined
      ? t("Change {0} of {1} doesn't fit: its lines don't follow each other in the file.", change, name)
      : t("Change {0} of {1} doesn't fit: “{2}” isn't in the file.", change, name, shortened(absent));
  return nearest === undefined
    ? problem
    : `${problem} ${t("The closest lines begin at line {0}.", nearest + 1)}`;
}

const numbers = (lines: readonly number[]) =>
  [...lines.slice(0, MAX_LINES).map((line) => line + 1), ...(lines.length > MAX_LINES ? ["…"] : [])].join(
    ", ",
  );

function shortened(line: string): string {
  const text = line.trim();
  return text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)}…` : text;
}

/** What is to happen to files that are deleted or moved, a line each. */
export function removals(changes: readonly FileChange[], nameOf: (path: string) => string): string[] {
  return changes.flatMap((change) => {
    if (change.kind === "deleted") return [t("Delete {0}", nameOf(change.path))];
    return change.kind === "moved" ? [t("Move {0} to {1}", nameOf(change.path), nameOf(change.to))] : [];
  });
}

/** What has happened to them, a sentence each. */
export function removed(changes: readonly FileChange[], nameOf: (path: string) => string): string[] {
  return changes.flatMap((change) => {
    if (change.kind === "deleted") return [t("{0} was deleted.", nameOf(change.path))];
    return change.kind === "moved"
      ? [t("{0} was moved to {1}.", nameOf(change.path), nameOf(change.to))]
      : [];
  });
}
