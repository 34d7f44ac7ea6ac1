/** Tokens evaluated per keystroke while a user types into a real file. */
import { setTimeout as delay } from "node:timers/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import { LANES } from "../../language-server/protocol/lanes.ts";
import type { EngineStats } from "../../language-server/protocol/status.ts";
import type { ServerProcess } from "../../test/server/support/client.ts";
import { type Figure, median, quantile } from "../figure.ts";
import type { Place } from "../place.ts";
import type { Trace } from "../trace.ts";
import { changeOf, cursorAfter } from "../typist.ts";

const QUIET_MS = 1_000;

/**
 * Replays the trace through the server: each keystroke is a change and a request "by key", which neither cache nor
 * debounce holds back. The place's settings ask for 1 token, so that what is counted is the prompt's evaluation.
 */
export async function typingFigures({ server, uri }: Place, trace: Trace): Promise<Figure[]> {
  const file = uri("typed/inventory.ts");
  const document = TextDocument.create(file, "typescript", 1, trace.start);
  await server.open(file, trace.start);
  const before = await server.stats();
  const perRequest: number[] = [];
  let evaluated = 0;
  let anchors = 0;
  let anchored = "";
  let stats = before;
  for (const key of trace.keystrokes) {
    const change = changeOf(document, key);
    TextDocument.update(document, [change], document.version + 1);
    await server.change(file, change);
    await server.suggest(file, document.positionAt(cursorAfter(key)));
    const next = await server.stats();
    if (next.completion.requests > stats.completion.requests) {
      evaluated++;
      perRequest.push(next.completion.evaluatedTokens - stats.completion.evaluatedTokens);
      // Typing appends to the last message; what stands before it changes when the anchor moves.
      const prompt = await server.lastPrompt();
      const base = prompt.slice(0, prompt.lastIndexOf("<|message|>"));
      if (base !== anchored) anchors++;
      anchored = base;
    }
    stats = next;
  }
  const after = await settled(server);
  await server.close(file);
  const { promptTokens, reusedTokens } = after.completion;
  const prompted = promptTokens - before.completion.promptTokens;
  const keystrokes = trace.keystrokes.length;
  return [
    { name: "typing: keystrokes", value: keystrokes, unit: "", target: { atLeast: 300 } },
    {
      name: "typing: keystrokes really evaluated",
      value: (100 * evaluated) / keystrokes,
      unit: "%",
      target: { atLeast: 80 },
    },
    {
      name: "typing: tokens evaluated per keystroke, overall",
      value: (totalEvaluated(after) - totalEvaluated(before)) / keystrokes,
      unit: "tokens",
    },
    {
      name: "typing: tokens evaluated per request, median",
      value: median(perRequest),
      unit: "tokens",
      target: { atMost: 3 },
    },
    { name: "typing: tokens evaluated per request, 95 %", value: quantile(perRequest, 0.95), unit: "tokens" },
    { name: "typing: re-anchors", value: anchors - 1, unit: "" },
    { name: "typing: prompt tokens per request, mean", value: prompted / evaluated, unit: "tokens" },
    {
      name: "typing: prompt tokens reused",
      value: (100 * (reusedTokens - before.completion.reusedTokens)) / prompted,
      unit: "%",
      target: { atLeast: 98 },
    },
  ];
}

const totalEvaluated = (stats: EngineStats) =>
  LANES.reduce((sum, lane) => sum + stats[lane].evaluatedTokens, 0);

/** The statistics once nothing runs in the background any more: what was warmed counts too. */
async function settled(server: ServerProcess): Promise<EngineStats> {
  let stats = await server.stats();
  for (;;) {
    await delay(QUIET_MS);
    const next = await server.stats();
    if (totalEvaluated(next) === totalEvaluated(stats)) return next;
    stats = next;
  }
}
