/** What a key costs the language server itself. llama-server has nothing like it. */
import { keystrokeFigures } from "../../figures/keystroke.ts";
import type { Row } from "../../row.ts";
import { sampleTrace } from "../../sample.ts";

export async function serverPartRows(): Promise<Row[]> {
  const figures = await keystrokeFigures(sampleTrace());
  return figures
    .filter(({ target, unit }) => target && unit === "ms")
    .map(({ value, ...figure }) => ({ ...figure, ossicle: value }));
}
