/**
 * Ossicle's own figures. Everything runs on the `mid` fixture (random weights, the real vocabulary) with one CPU thread;
 * only "the same text for every answer" takes the `tiny` one, where evaluating hundreds of whole prompts takes minutes
 * and not hours.
 */
import { addCompletion } from "../completion/all.ts";
import type { Figure } from "../figure.ts";
import { Measured } from "../measured.ts";
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
import { reuseFigures } from "./reuse.ts";
import { startFigures } from "./start.ts";
import { textSearchFigures } from "./text-search.ts";
import { typingFigures } from "./typing.ts";
import { vscodeChatFigures } from "./vscode-chat.ts";
import { webviewFigures } from "./webview.ts";

const scaleOf = (quick: boolean) =>
  quick
    ? { identityEvery: 10, reuse: 4, generation: 3, cancel: 5 }
    : { identityEvery: 1, reuse: 30, generation: 12, cancel: 20 };

/** The agent's alone: Ossicle's own, and VS Code's on the model. */
export async function measureAgent(quick: boolean): Promise<Figure[]> {
  const measured = new Measured();
  await addAgent(measured, quick);
  return measured.figures;
}

async function addAgent(measured: Measured, quick: boolean): Promise<void> {
  await measured.add("Agent", agentFigures("mid", scaleOf(quick).generation));
  await measured.add("VS Code's chat", vscodeChatFigures());
}

/** Those of suggestions alone. */
export async function measureCompletion(quick: boolean): Promise<Figure[]> {
  const measured = new Measured();
  await addCompletion(measured, quick);
  return measured.figures;
}

/** Measures them all. */
export async function measureFigures(quick: boolean): Promise<Figure[]> {
  const scale = scaleOf(quick);
  const trace = sampleTrace();
  const all = new Measured();

  console.log(
    "Typing asks for 1 token per suggestion, by key: no cache and no debounce hold a request back.",
  );
  {
    await using place = await openPlace("mid", { completion: { maxTokens: 1 } });
    const { engine, uri } = place;
    await all.add("Typing", typingFigures(place, trace));
    await all.add("Reuse", reuseFigures(engine, uri("reuse.ts"), trace, scale.reuse));
    await all.add("Generation", generationFigures(place, sampleSource(), scale.generation));
    await all.add("Hand-over", handOverFigures(place.modelPath));
    await all.add("Cancel", cancelFigures(engine, uri("cancel.ts"), trace, scale.cancel));
    await all.add("Chat", chatFigures(engine));
    await all.add("Drafts where nothing is copied", nothingCopiedFigures(engine, scale.generation));
  }
  {
    await using place = await openPlace("tiny", { completion: { maxTokens: 1 } });
    const { engine, uri } = place;
    await all.add("Identity", identityFigures(engine, uri("identity.ts"), trace, scale.identityEvery));
  }

  await addCompletion(all, quick);
  await all.add("Search", textSearchFigures());
  await all.add("Start", startFigures(quick ? 1 : 3));
  await all.add("Drafts", copyingFigures());
  await addAgent(all, quick);
  await all.add("Chat view", webviewFigures(quick ? 5 : 20));
  await all.add("Edits in a large file", editHostFigures());
  return all.figures;
}
