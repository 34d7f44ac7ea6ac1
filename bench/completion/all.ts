/** The figures of suggestions alone. */
import type { Figure } from "../figure.ts";
import { candidateFigures } from "../figures/candidates.ts";
import { keystrokeFigures } from "../figures/keystroke.ts";
import { syntaxFigures } from "../figures/syntax.ts";
import type { Measured } from "../measured.ts";
import { openPlace, type Place } from "../place.ts";
import { sampleTrace } from "../sample.ts";
import { besideChatFigures } from "./beside-chat.ts";
import { firstLineFigures } from "./first-line.ts";
import { modelFigures } from "./on-a-model.ts";
import { traceFigures } from "./traces.ts";

export async function addCompletion(measured: Measured, quick: boolean): Promise<void> {
  await measured.add("Writing", traceFigures(quick ? 300 : 1_000));
  await measured.add("First line", firstLineFigures(quick ? 3 : 15));
  await measured.add(
    "Writing on a model",
    modelFigures(quick ? { first: 100, last: 500 } : { first: 500, last: 5_000 }),
  );
  await measured.add(
    "Beside a chat",
    onMid((place) => besideChatFigures(place, quick ? 1 : 5)),
  );
  await measured.add(
    "Candidates",
    onMid(({ engine }) => candidateFigures(engine, quick ? 3 : 15)),
  );
  await measured.add("Keystroke", keystrokeFigures(sampleTrace()));
  await measured.add("Grammar", syntaxFigures());
}

async function onMid(measure: (place: Place) => Promise<Figure[]>): Promise<Figure[]> {
  await using place = await openPlace("mid");
  return await measure(place);
}
