/** Text as its sections, each known by its heading. */
import { closesFence, type Fence, openingFence } from "../../../common/fence.ts";
import { isBlank } from "../../../common/text-lines.ts";
import type { Item, Section } from "./item.ts";

export function proseItems({ lines, from, to }: Section): Item[] {
  const items: Item[] = [];
  let fence: Fence | undefined;
  let start = from;
  const close = (end: number) => {
    const last = lines.slice(start, end).findLastIndex((line) => !isBlank(line));
    if (last < 0) return;
    const title = headingOf(lines[start] ?? "");
    const named = title === undefined ? undefined : { name: title, declares: "heading" };
    items.push({
      kind: named ? "named" : "statement",
      name: named?.name,
      declares: named?.declares ?? "",
      isVariable: false,
      from: start,
      start,
      end: start + last + 1,
    });
  };
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? "";
    if (fence) {
      if (closesFence(line, fence)) fence = undefined;
      continue;
    }
    fence = openingFence(line);
    if (fence || headingOf(line) === undefined) continue;
    close(at);
    start = at;
  }
  close(to);
  return items;
}

function headingOf(line: string): string | undefined {
  return /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
}
