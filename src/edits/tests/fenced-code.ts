import { closesFence, type Fence, openingFence } from "../../../common/fence.ts";
import { isBlank, linesOf } from "../../../common/text-lines.ts";

/** The code of an answer: its longest fenced block, to the end where it isn't closed; `undefined` without one. */
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
