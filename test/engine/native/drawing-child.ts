/** Draws tokens on our addon (`own`) or on the shipped one, in each way there is, and prints as JSON what came of it. */
import {
  getLlama,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  type LlamaModel,
  type Token,
} from "node-llama-cpp";
import { useNativePackagesIn } from "../../../language-server/engine/backend/addon.ts";
import { Drawer, type Drawn } from "../../../language-server/engine/drawing/drawer.ts";
import { LAID } from "../../../tools/native/lay.ts";

const TOKENS = 60;
/** Longer than the window of a model that has one. */
const PROMPT = "A keel holds the ship on its course. ".repeat(50);
const SENTENCE = "A keel holds the ship on its";
const GRAMMAR = `root ::= " "? [a-z]+ [^\\x00]*`;
/** So hot that every token is another one. */
const TEMPERATURES = [0, 17];

/** Each token in a pass of its own, or in streams of any length, with the next token evaluated ahead of the answer. */
type Way = "passes" | "streams" | "ahead";

/** What the child prints. */
export interface DrawingAnswer {
  /** What was said, and what the sequence holds afterwards, for each cache and temperature. */
  drawn: Record<Way, { tokens: number[]; held: number[] }[]>;
  /** Of the first token, free and held to a grammar: what the drawer says, and node-llama-cpp. */
  confidences: { drawer: number; reference: number }[];
}

const [addon, modelPath = "", task] = process.argv.slice(2);
if (addon === "own") useNativePackagesIn(LAID);
const llama = await getLlama({
  gpu: false,
  build: "never",
  skipDownload: true,
  maxThreads: 1,
  logLevel: LlamaLogLevel.disabled,
});
const model = await llama.loadModel({ modelPath, ignoreMemorySafetyChecks: true });
const answer: DrawingAnswer = { drawn: { passes: [], streams: [], ahead: [] }, confidences: [] };
if (task === "draw")
  for (const swaFullCache of [true, false])
    for (const temperature of TEMPERATURES)
      for (const way of ["passes", "streams", "ahead"] as const)
        answer.drawn[way].push(await drawn(way, swaFullCache, temperature));
else for (const isHeld of [false, true]) answer.confidences.push(await confidence(model, isHeld));
console.log(JSON.stringify(answer));
process.exit();

async function newContext(swaFullCache: boolean) {
  return model.createContext({
    contextSize: 1024,
    swaFullCache,
    batching: { dispatchSchedule: (dispatch) => dispatch() },
    ignoreMemorySafetyChecks: true,
  });
}

async function drawn(way: Way, swaFullCache: boolean, temperature: number) {
  const context = await newContext(swaFullCache);
  const sequence = context.getSequence();
  const sampling = { temperature, topP: 1, seed: 7 };
  const drawer = new Drawer(sequence, { sampling, ahead: way === "ahead", maxTokens: TOKENS });
  const tokens: Token[] = [];
  let rest = model.tokenize(PROMPT);
  for (let streams = 0; tokens.length < TOKENS; streams++) {
    // Each ends after another number of tokens, some while the next one is evaluated.
    const end = Math.min(TOKENS, tokens.length + 1 + (streams % 5));
    const next = ({ token }: Drawn) => {
      tokens.push(token);
      rest = [token];
      return tokens.length < end;
    };
    if (way === "passes") (await drawer.pass(rest, [])).every(next);
    else await drawer.stream(rest, next);
  }
  drawer.dispose();
  const held = sequence.contextTokens;
  await context.dispose();
  return { tokens, held };
}

async function confidence(model: LlamaModel, isHeld: boolean) {
  const tokens = model.tokenize(SENTENCE);
  const grammar = await llama.createGrammar({ grammar: GRAMMAR });
  const state = isHeld ? new LlamaGrammarEvaluationState({ model, grammar }) : undefined;
  const before = state?.clone();
  const constraint = state ? { state, push() {} } : undefined;
  const sequence = (await newContext(true)).getSequence();
  const drawer = new Drawer(sequence, { sampling: { temperature: 0 }, constraint, confidenceTokens: 1 });
  let said: number | undefined;
  await drawer.stream(tokens, ({ confidence }) => {
    said = confidence;
    return false;
  });
  drawer.dispose();
  await sequence.clearHistory();
  const options = { temperature: 0, ...(before ? { grammarEvaluationState: before } : {}) };
  const reference = sequence.evaluateWithMetadata(tokens, { confidence: true }, options);
  for await (const { confidence } of reference) return { drawer: said ?? -1, reference: confidence };
  throw new Error("Nothing was drawn.");
}
