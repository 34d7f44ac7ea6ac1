/**
 * `npm run bench`: the figures of the README's performance section, beside their targets.
 *
 *     npm run bench -- [agent | completion] [--against llama-server [--only TEXT]] [--quick]
 *
 * `agent` measures the agents' figures alone: those of Ossicle's own, and of VS Code's on the model; `completion` those
 * of suggestions. `--against
 * llama-server` compares with llama.cpp's own server instead (`against/`), `--only` in the steps whose titles have the
 * text. `--quick` takes fewer samples. The numbers also go to bench/results as JSON. Ends with code 1 when a target is
 * missed.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { compareWithLlamaServer } from "./against/compare.ts";
import { type Figure, figureTable, isReached as isFigureReached } from "./figure.ts";
import { measureAgent, measureCompletion, measureFigures } from "./figures/all.ts";
import { comparisonTable } from "./markdown.ts";
import { isReached } from "./row.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    against: { type: "string" },
    only: { type: "string", default: "" },
  },
});
const { quick, against, only } = values;
const [part, ...rest] = positionals;
if (rest.length > 0 || (part !== undefined && against !== undefined))
  throw new Error("Either agent, or completion, or --against llama-server, or nothing.");
if (against !== undefined && against !== "llama-server") throw new Error("--against is llama-server.");

function measure(part: string | undefined, quick: boolean): Promise<Figure[]> {
  if (part === undefined) return measureFigures(quick);
  if (part === "agent") return measureAgent(quick);
  if (part === "completion") return measureCompletion(quick);
  throw new Error(`There are no figures of ${part}.`);
}

async function measured() {
  if (against === undefined) {
    const figures = await measure(part, quick);
    return {
      figures,
      table: figureTable(figures),
      isMissed: figures.some((one) => isFigureReached(one) === false),
    };
  }
  const rows = await compareWithLlamaServer({ isQuick: quick, only });
  return { rows, table: comparisonTable(rows), isMissed: rows.some((row) => isReached(row) === false) };
}

// Servers that it has started end with this process.
process.once("SIGINT", () => process.exit(130));
const { table, isMissed, ...results } = await measured();
console.log(`\n${table}`);
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  platform: process.platform,
  node: process.version,
};
const folder = new URL("results/", import.meta.url);
await mkdir(folder, { recursive: true });
const file = new URL(`${new Date().toISOString().replaceAll(":", "-")}.json`, folder);
await writeFile(file, JSON.stringify({ machine, quick, ...results }, null, 2));
console.log(`\n${machine.cpu}, ${machine.cores} cores. Written to bench/results.`);
process.exitCode = isMissed ? 1 : 0;
