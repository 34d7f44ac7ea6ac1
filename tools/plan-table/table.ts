/** The README's table of how gpt-oss is laid out on usual machines, computed by the planner. */

import { type ModelNeeds, needsFromFacts } from "../../language-server/engine/inspection/model-needs.ts";
import { planFromNeeds } from "../../language-server/engine/planning/plan.ts";
import { factsOf, readCatalog } from "../../language-server/features/models/catalog.ts";
import { MEMORY_GB_PER_SECOND, tokensPerSecondAtMost } from "../../src/text/memory-speed.ts";

const GIB = 2 ** 30;
const CARDS_GB = [6, 8, 10, 12, 16, 24];
const RAMS_GB = [16, 32, 64];
const MODELS = ["gpt-oss-20b", "gpt-oss-120b"];
/** What the desktop has of the card, and what it and other programs have of the RAM. */
const DESKTOP_VRAM_GB = 0.6;
const OTHERS_RAM_GB = 4;

/** As Biome formats it in Markdown, and what its cells mean. */
export function planTable(): string {
  const columns = MODELS.flatMap((id) => RAMS_GB.map((ram) => ({ id, ram, needs: needsOf(id) })));
  const rows = [
    ["GPU", ...columns.map(({ id, ram }) => `${id.replace("gpt-oss-", "")}, ${ram} GB RAM`)],
    ...CARDS_GB.map((card) => [`${card} GB`, ...columns.map(({ needs, ram }) => cell(needs, card, ram))]),
  ];
  return `${markdown(rows)}\n\n${LEGEND}`;
}

const LEGEND = [
  `"17: 33/s" means that all layers are on the GPU and the experts of 17 on the CPU, which reads them for each token: at most 33 tokens per second, where main memory gives ${MEMORY_GB_PER_SECOND} GB per second.`,
  "With an asterisk, the experts are read through the file, as memory of their own would be too short: prompts take longer.",
  `The desktop has ${DESKTOP_VRAM_GB} GB of the card, and other programs have ${OTHERS_RAM_GB} GB of the RAM.`,
].join(" ");

function needsOf(id: string): ModelNeeds {
  const entry = readCatalog().find((model) => model.id === id);
  if (!entry) throw new Error(`The catalog has no ${id}.`);
  return needsFromFacts(factsOf(entry));
}

function cell(needs: ModelNeeds, card: number, ram: number): string {
  const { fit, gpuLayers, layers, experts } = planFromNeeds(
    needs,
    {
      backend: "CUDA",
      devices: ["A card"],
      vramTotal: card * GIB,
      vramFree: (card - DESKTOP_VRAM_GB) * GIB,
      isUnified: false,
      ramTotal: ram * GIB,
      ramFree: (ram - OTHERS_RAM_GB) * GIB,
      expertsOnCpu: true,
    },
    { chatContextSize: 0 },
  );
  if (fit === "gpu") return "whole";
  if (fit === "cpu") return "CPU";
  if (fit === "tooLarge") return "too large";
  if (!experts) return `${gpuLayers} of ${layers} layers`;
  const speed = `${tokensPerSecondAtMost(experts.bytesPerToken)}/s${experts.areMapped ? " \\*" : ""}`;
  return fit === "expertsOnCpu" ? `${experts.onCpu}: ${speed}` : `${gpuLayers} of ${layers} layers: ${speed}`;
}

function markdown(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [head, ...body] = rows.map((row) =>
    line(row.map((text, column) => text.padEnd(widths[column] ?? 0))),
  );
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}
