import type { ContextItem, FittedItem } from "../../../language-server/protocol/context.ts";
import { t } from "../../text/l10n.ts";
import type { Rules } from "../threads/thread.ts";
import type { Chip } from "./messages.ts";

const ICONS: Record<ContextItem["kind"], string> = {
  file: "file",
  selection: "selection",
  problems: "warning",
  changes: "diff",
  terminal: "terminal",
  codebase: "search",
};

/** The chip of an attachment whose text has been read. */
export function itemChip(id: string, { item, tokens, cut }: FittedItem): Chip {
  const { kind, title, uri, range } = item;
  return {
    id,
    icon: ICONS[kind],
    label: labelOf(item),
    detail: cut ? cutDetail(title, kind, cut) : title,
    tokens,
    ...(cut ? { warning: true } : {}),
    ...(uri === undefined ? {} : { uri }),
    ...(range ? { range } : {}),
  };
}

/** The chip of the project's rules, shown at the first question; they apply to the whole conversation. */
export function rulesChip(id: string, { title, uri, isCut }: Rules): Chip {
  const what = t("Project rules: {0}", title);
  return {
    id,
    icon: "law",
    label: title.split("/").at(-1) ?? title,
    detail: isCut
      ? `${what}\n${t("The file is longer than 20,000 characters, so the end was left out.")}`
      : what,
    ...(isCut ? { warning: true } : {}),
    uri,
  };
}

/** Why something was cut, with the numbers. */
function cutDetail(title: string, kind: ContextItem["kind"], cut: NonNullable<FittedItem["cut"]>): string {
  const { lines, of } = cut;
  const rule =
    kind === "terminal"
      ? t(
          "Only the last {0} of {1} lines are attached. Attachments can use half of the context at most.",
          lines,
          of,
        )
      : t(
          "Only the first {0} of {1} lines are attached. Attachments can use half of the context at most.",
          lines,
          of,
        );
  return `${title}\n${rule}`;
}

/** A path's last part, with the lines of a selection. */
function labelOf({ title, uri, range }: ContextItem): string {
  if (uri === undefined) return title;
  const name = title.split("/").at(-1) ?? title;
  if (!range || /:\d+(-\d+)?$/.test(name)) return name;
  const { start, end } = range;
  // A range that ends at the start of a line doesn't include that line.
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return last === start.line + 1 ? `${name}:${last}` : `${name}:${start.line + 1}-${last}`;
}
