/**
 * `npm run bench`: the figures of the README's performance section, beside their targets.
 *
 * Everything runs on the `mid` fixture (random weights, the real vocabulary) with one CPU thread; only "the same
 * text for every answer" takes the `tiny` one, where evaluating hundreds of whole prompts takes minutes and not
 * hours. `--quick` takes fewer samples. The numbers also go to bench/results as JSON. Ends with code 1 when a target is missed.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Figure, figureTable, isReached } from "./figure.ts";
import { cancelFigures } from "./figures/cancel.ts";
import { chatFigures } from "./figures/chat.ts";
import { editFigures } from "./figures/edit.ts";
import { editHostFigures } from "./figures/edit-host.ts";
import { generationFigures } from "./figures/generation.ts";
import { identityFigures } from "./figures/identity.ts";
import { reuseFigures } from "./figures/reuse.ts";
import { startFigures } from "./figures/start.ts";
import { typingFigures } from "./figures/typing.ts";
import { webviewFigures } from "./figures/webview.ts";
import { openPlace } from "./place.ts";
import { sampleSource, sampleTrace } from "./sample.ts";

const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;
const scale = quick
  ? { identityEvery: 10, reuse: 4, generation: 3, cancel: 5 }
  : { identityEvery: 1, reuse: 30, generation: 12, cancel: 20 };

const trace = sampleTrace();
const figures: Figure[] = [];
/** A step and what it measured, as soon as it is there. */
async function measure(title: string, work: Promise<Figure[]>): Promise<void> {
  const start = performance.now();
  const measured = await work;
  figures.push(...measured);
  console.log(`\n${title} (${((performance.now() - start) / 1000).toFixed(0)} s)\n${figureTable(measured)}`);
}

console.log("Typing asks for 1 token per suggestion, by key: no cache and no debounce hold a request back.");
{
  await using place = await openPlace("mid", { completion: { maxTokens: 1 } });
  const { engine, uri } = place;
  await measure("Typing", typingFigures(place, trace));
  await measure("Reuse", reuseFigures(engine, uri("reuse.ts"), trace, scale.reuse));
  await measure("Generation", generationFigures(place, sampleSource(), scale.generation));
  await measure("Cancel", cancelFigures(engine, uri("cancel.ts"), trace, scale.cancel));
  await measure("Chat", chatFigures(engine));
}
{
  await using place = await openPlace("tiny", { completion: { maxTokens: 1 } });
  const { engine, uri } = place;
  await measure("Identity", identityFigures(engine, uri("identity.ts"), trace, scale.identityEvery));
}

await measure("Start", startFigures(quick ? 1 : 3));
await measure("Edits", editFigures());
await measure("Chat view", webviewFigures(quick ? 5 : 20));
await measure("Edits in a large file", editHostFigures());

console.log(`\n${figureTable(figures)}`);
const results = new URL("results/", import.meta.url);
await mkdir(results, { recursive: true });
const file = new URL(`${new Date().toISOString().replaceAll(":", "-")}.json`, results);
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  platform: process.platform,
  node: process.version,
};
await writeFile(file, JSON.stringify({ machine, quick, figures }, null, 2));
console.log(`\nWritten to bench/results.`);
process.exitCode = figures.some((figure) => isReached(figure) === false) ? 1 : 0;
