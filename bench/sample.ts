/** The file that is typed into, and the trace that all figures are taken on. */
import { readFileSync } from "node:fs";
import { type Trace, typingTrace } from "./trace.ts";

export const SAMPLE_NAME = "inventory.ts";

export const sampleSource = (): string =>
  readFileSync(new URL(`data/${SAMPLE_NAME}`, import.meta.url), "utf8");

export function sampleTrace(): Trace {
  return typingTrace(sampleSource(), [
    {
      from: "const order = orders.get(",
      to: "orders.set(article.supplier, order);",
      mistake: { after: 120, text: "quantities" },
    },
    { from: "const rest = String(", to: '/g, ",");' },
  ]);
}
