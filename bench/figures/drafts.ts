/** Drafts: how often the model runs for a token where an answer copies, and what they cost where it doesn't. */
import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../../language-server/engine-client/api.ts";
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import type { GenerateParams } from "../../language-server/engine-protocol/protocol.ts";
import { editInstruction, mergeInstruction } from "../../language-server/prompt/edit-instructions.ts";
import { renderEditPrompt } from "../../language-server/prompt/edit-prompt.ts";
import { ask, EngineBench, special, text } from "../../test/engine/support.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { type Rewriting, rewriting } from "../../tools/fixtures/rewriting.ts";
import { type Figure, median } from "../figure.ts";
import { generateText } from "../recording.ts";

const LINES = 30;
const LANGUAGE = "plaintext";
/** The engine expects somebody more urgent to ask again for so long, and drafts less then. */
const QUIET_MS = 10_500;

type Copying = Pick<GenerateParams, "lane" | "sampling"> & { prompt: Parameters<typeof ask>[1] };

/** Answers that nearly copy 30 lines. What a scripted model says depends on the prompt's last token alone. */
export async function copyingFigures(): Promise<Figure[]> {
  const written = rewriting(LINES, "\n");
  const bench = await EngineBench.create();
  try {
    const client = await bench.ready(await scriptedFixture(written.script));
    const edit = (instruction: string): Copying => ({
      lane: "edit",
      sampling: { temperature: 0 },
      prompt: renderEditPrompt({
        path: "notes.txt",
        languageId: LANGUAGE,
        instruction,
        before: "",
        after: "",
        selection: written.before.trimEnd(),
        related: [],
        problems: [],
      }).parts,
    });
    const chat: Copying = {
      lane: "chat",
      sampling: { temperature: 1, seed: 1 },
      prompt: [special("<|start|>"), text(`Notes:\n${written.before}`), special("<|message|>"), text("\n")],
    };
    const rewrite = editInstruction("edit", "Correct the words.", LANGUAGE, false);
    const merge = mergeInstruction(blockOf(written), LANGUAGE);
    const edits = [
      ...(await figuresOf(client, `rewrite of ${LINES} lines`, edit(rewrite))),
      ...(await figuresOf(client, "block merged into them", edit(merge))),
    ];
    await delay(QUIET_MS);
    return [...edits, ...(await figuresOf(client, "chat's answer with them", chat))];
  } finally {
    await bench.end();
  }
}

/** The lines that change, with one before and one after each. */
function blockOf({ before, after }: Rewriting): string {
  const old = before.split("\n");
  const lines = after.split("\n");
  const isChanged = (line: number) => lines[line] !== old[line];
  return lines.filter((_, line) => [line - 1, line, line + 1].some(isChanged)).join("\n");
}

async function figuresOf(client: EngineClient, name: string, request: Copying): Promise<Figure[]> {
  const { prompt, ...how } = request;
  const run = (change: Pick<GenerateParams, "draft" | "maxTokens">) =>
    ask(client, prompt, { ...how, stop: { texts: ["```"], specials: ["<|return|>"] }, ...change });
  // Evaluates the prompt.
  await run({ maxTokens: 1 });
  const plain = await run({ maxTokens: 1_000 });
  const drafted = await run({ maxTokens: 1_000, draft: "input" });
  return [
    { name: `${name}: tokens`, value: drafted.counts.generatedTokens, unit: "" },
    { name: `${name}: tokens drafted`, value: drafted.counts.draftedTokens, unit: "" },
    {
      name: `${name}: forward passes for a token`,
      value: drafted.forwardPasses / drafted.counts.generatedTokens,
      unit: "",
      target: { atMost: 0.5 },
    },
    {
      name: `${name}: same text without drafts (1: yes)`,
      value: drafted.text === plain.text ? 1 : 0,
      unit: "",
      target: { atLeast: 1 },
    },
  ];
}

const ANSWER_TOKENS = 96;
const PROMPT_WORDS = 600;

/** An answer that a model with random weights draws by chance: it repeats hardly anything. */
export async function nothingCopiedFigures(engine: Engine, rounds: number): Promise<Figure[]> {
  const run = async (seed: number, draft?: "input") => {
    const { result, text: said } = await generateText(
      engine,
      {
        lane: "chat",
        session: "benchmark: drafts",
        prompt: [text(proseOf(PROMPT_WORDS))],
        sampling: { temperature: 1, seed },
        stop: { texts: [], specials: [] },
        maxTokens: ANSWER_TOKENS,
        ...(draft ? { draft } : {}),
      },
      { signal: new AbortController().signal },
    );
    const { totalMs, firstTokenMs, generatedTokens, draftedTokens } = result.counts;
    return { said, draftedTokens, msOfToken: (totalMs - firstTokenMs) / (generatedTokens - 1) };
  };
  await run(0);
  await delay(QUIET_MS);
  const ratios: number[] = [];
  let isSame = true;
  let draftedTokens = 0;
  for (let seed = 1; seed <= rounds; seed++) {
    const plain = await run(seed);
    const drafted = await run(seed, "input");
    ratios.push(drafted.msOfToken / plain.msOfToken);
    isSame &&= drafted.said === plain.said;
    draftedTokens += drafted.draftedTokens;
  }
  return [
    { name: "answer that copies nothing: tokens drafted", value: draftedTokens, unit: "" },
    {
      name: "answer that copies nothing: time with drafts / without, median",
      value: median(ratios),
      unit: "",
      target: { atMost: 1.03 },
    },
    {
      name: "answer that copies nothing: same text without drafts (1: yes)",
      value: isSame ? 1 : 0,
      unit: "",
      target: { atLeast: 1 },
    },
  ];
}
