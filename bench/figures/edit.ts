/** Rewrites that nearly copy their input: how often the model runs for a token, with drafts and without. */
import { type Answer, ask, EngineBench, special, text } from "../../test/engine/support.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { rewriting } from "../../tools/fixtures/rewriting.ts";
import type { Figure } from "../figure.ts";

const LINES = 30;

export async function editFigures(): Promise<Figure[]> {
  const { script, before } = rewriting(LINES, "\n");
  const bench = await EngineBench.create();
  try {
    const client = await bench.ready(await scriptedFixture(script));
    const prompt = [
      special("<|start|>"),
      text(`Selection:\n\n\n${before}`),
      special("<|message|>"),
      text("\n"),
    ];
    const run = (draft?: "input"): Promise<Answer> =>
      ask(client, prompt, {
        lane: "edit",
        maxTokens: 1_000,
        stop: { texts: ["```"], specials: ["<|return|>"] },
        ...(draft ? { draft } : {}),
      });
    // The first one evaluates the prompt.
    await run();
    const plain = await run();
    const drafted = await run("input");
    return [
      { name: `rewrite of ${LINES} lines: tokens`, value: plain.counts.generatedTokens, unit: "" },
      { name: "rewrite: tokens drafted", value: drafted.counts.draftedTokens, unit: "" },
      { name: "rewrite: tokens accepted", value: drafted.counts.acceptedTokens, unit: "" },
      {
        name: "rewrite: forward passes for a token, with drafts",
        value: drafted.forwardPasses / drafted.counts.generatedTokens,
        unit: "",
        target: { atMost: 0.5 },
      },
      {
        name: "rewrite: same text with and without drafts (1: yes)",
        value: drafted.text === plain.text ? 1 : 0,
        unit: "",
        target: { atLeast: 1 },
      },
      {
        name: "rewrite: time without drafts / with",
        value: plain.counts.totalMs / drafted.counts.totalMs,
        unit: "",
      },
    ];
  } finally {
    await bench.end();
  }
}
