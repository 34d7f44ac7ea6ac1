import { closesFence, type Fence, openingFence } from "../../../common/fence.ts";
import { isBlank, linesOf } from "../../../common/text-lines.ts";

/** The longest fenced block of an answer; one that isn't closed ends with the answer. `undefined` without one. */
export function fencedCode(answer: string): string | undefined {
  const blocks: string[][] = [];
  let open: Fence | undefined;
  for (const line of linesOf(answer)) {
    if (!open) {
      open = openingFence(line);
      if (open) blocks.push([]);
    } else if (closesFence(line, open)) open = undefined;
    else blocks.at(-1)?.push(line);
  }
  const codes = blocks.map((lines) => lines.join("\n")).filter((code) => !isBlank(code));
  return codes.toSorted((a, b) => b.length - a.length)[0];
}
