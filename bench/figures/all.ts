/**
 * Ossicle's own figures. Everything runs on the `mid` fixture (random weights, the real vocabulary) with one CPU thread;
 * only "the same text for every answer" takes the `tiny` one, where evaluating hundreds of whole prompts takes minutes
 * and not hours.
 */
import { type Figure, figureTable } from "../figure.ts";
import { openPlace } from "../place.ts";
import { sampleSource, sampleTrace } from "../sample.ts";
import { agentFigures } from "./agent.ts";
import { cancelFigures } from "./cancel.ts";
import { chatFigures } from "./chat.ts";
import { copyingFigures, nothingCopiedFigures } from "./drafts.ts";
import { editHostFigures } from "./edit-host.ts";
import { generationFigures } from "./generation.ts";
import { handOverFigures } from "./hand-over.ts";
import { identityFigures } from "./identity.ts";
import { keystrokeFigures } from "./keystroke.ts";
import { reuseFigures } from "./reuse.ts";
import { startFigures } from "./start.ts";
import { textSearchFigures } from "./text-search.ts";
import { typingFigures } from "./typing.ts";
import { webviewFigures } from "./webview.ts";

/** Measures them all, and prints each step's as soon as they are there. */
export async function measureFigures(quick: boolean): Promise<Figure[]> {
  const scale = quick
    ? { identityEvery: 10, reuse: 4, generation: 3, cancel: 5 }
    : { identityEvery: 1, reuse: 30, generation: 12, cancel: 20 };
  const trace = sampleTrace();
  const figures: Figure[] = [];
  async function measure(title: string, work: Promise<Figure[]>): Promise<void> {
    const start = performance.now();
    const measured = await work;
    figures.push(...measured);
    console.log(
      `\n${title} (${((performance.now() - start) / 1000).toFixed(0)} s)\n${figureTable(measured)}`,
    );
  }

  console.log(
    "Typing asks for 1 token per suggestion, by key: no cache and no debounce hold a request back.",
  );
  {
    await using place = await openPlace("mid", { completion: { maxTokens: 1 } });
    const { engine, uri } = place;
    await measure("Typing", typingFigures(place, trace));
    await measure("Reuse", reuseFigures(engine, uri("reuse.ts"), trace, scale.reuse));
    await measure("Generation", generationFigures(place, sampleSource(), scale.generation));
    await measure("Hand-over", handOverFigures(place.modelPath));
    await measure("Cancel", cancelFigures(engine, uri("cancel.ts"), trace, scale.cancel));
    await measure("Chat", chatFigures(engine));
    await measure("Drafts where nothing is copied", nothingCopiedFigures(engine, scale.generation));
  }
  {
    await using place = await openPlace("tiny", { completion: { maxTokens: 1 } });
    const { engine, uri } = place;
    await measure("Identity", identityFigures(engine, uri("identity.ts"), trace, scale.identityEvery));
  }

  await measure("Keystroke", keystrokeFigures(trace));
  await measure("Search", textSearchFigures());
  await measure("Start", startFigures(quick ? 1 : 3));
  await measure("Drafts", copyingFigures());
  await measure("Agent", agentFigures("mid", scale.generation));
  await measure("Chat view", webviewFigures(quick ? 5 : 20));
  await measure("Edits in a large file", editHostFigures());
  return figures;
}
