/** Measures the cases on the one kernel that this process finds, and prints what it measured: see `main.ts`. */
import { LlamaGrammarEvaluationState, type LlamaModel, type Token } from "node-llama-cpp";
import { fixedPrefixGrammar } from "../../language-server/engine/generation/fixed-prefix.ts";
import { ChatTemplate } from "../../language-server/engine/tokens/chat-template.ts";
import { promptingOf } from "../../language-server/engine/tokens/dialect.ts";
import { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";
import type { Prompt } from "../../language-server/engine-protocol/protocol.ts";
import { Prompter } from "../../language-server/features/completion/prompter.ts";
import { fixture } from "../fixtures/cache.ts";
import { cpuLlama } from "../fixtures/cpu-llama.ts";
import { gemmaWithTemplate, realModel } from "../real-models/real-models.ts";
import { smallModel } from "../small-model/small-model.ts";
import {
  COMPLETIONS,
  type CompletionCase,
  CURSOR,
  type ModelName,
  PROMPTS,
  type PromptCase,
} from "./cases.ts";
import type { Margin } from "./margin.ts";

const MODELS: Record<ModelName, () => Promise<string>> = {
  tiny: () => fixture("tiny"),
  small: () => smallModel(),
  smollm2: () => realModel("smollm2"),
  gemma3: () => realModel("gemma3"),
  "gemma3-chat": () => gemmaWithTemplate(),
};
const FOLDER = "file:///workspace";
const CONTEXT_TOKENS = 2_048;
/** From there on a probability is nothing to a 32-bit float. */
const MAX_NATS = 100;

interface Question {
  prompt: Prompt;
  /** What the answer is made to begin with. */
  given: string;
  /** Whether all that is asserted has been said. */
  isOver(said: string, tokens: number): boolean;
  says?: string;
}

const llama = await cpuLlama();
const models = new Map<ModelName, Promise<LlamaModel>>();
const margins: Margin[] = [];
for (const each of [...COMPLETIONS, ...PROMPTS].toSorted(byModel)) {
  const model = await loaded(each.model);
  const question = "says" in each ? await completionQuestion(model, each) : promptQuestion(each);
  margins.push({ model: each.model, what: each.what, ...(await ask(model, question)) });
}
console.log(JSON.stringify(margins));
// Models needn't be released one by one.
process.exit(0);

function byModel(one: { model: ModelName }, other: { model: ModelName }): number {
  return one.model.localeCompare(other.model);
}

function loaded(name: ModelName): Promise<LlamaModel> {
  const known = models.get(name) ?? MODELS[name]().then((modelPath) => llama.loadModel({ modelPath }));
  models.set(name, known);
  return known;
}

/** As the server asks for a suggestion in a file that has just been opened. */
async function completionQuestion(
  model: LlamaModel,
  { path, languageId, text, says }: CompletionCase,
): Promise<Question> {
  const { dialect } = await promptingOf(model);
  const prompter = new Prompter({
    context: { pieces: () => [], isOutdated: () => false, fileOf: (uri) => uri },
    workspaceFolders: () => [FOLDER],
    dialect: () => dialect,
  });
  const place = { uri: `${FOLDER}/${path}`, languageId };
  const cursor = text.indexOf(CURSOR);
  const { prompt, continueWith: given = "" } = prompter.prepare({
    ...place,
    text: text.replace(CURSOR, ""),
    cursor,
  });
  return { prompt, given, says, isOver: (said) => said.length >= given.length + says.length };
}

function promptQuestion({ prompt, continueWith: given = "", tokens: count }: PromptCase): Question {
  return { prompt, given, isOver: (_, tokens) => tokens >= count };
}

/** The least lead of the best token over the second, of those that may come. */
async function ask(model: LlamaModel, question: Question): Promise<Pick<Margin, "nats" | "at" | "said">> {
  const { prompt, given, says, isOver } = question;
  const tokenizer = new Tokenizer(model);
  const template = new ChatTemplate(model, tokenizer);
  const { tokens } = Array.isArray(prompt) ? tokenizer.prompt(prompt) : await template.render(prompt);
  template.dispose();
  let said = "";
  let count = 0;
  let least = { nats: MAX_NATS, at: "" };
  const text = (token: Token) => model.detokenize([token], true);
  const grammar =
    given === ""
      ? undefined
      : new LlamaGrammarEvaluationState({
          model,
          grammar: await llama.createGrammar({ grammar: fixedPrefixGrammar(given) }),
        });
  const context = await model.createContext({ contextSize: CONTEXT_TOKENS, swaFullCache: true, threads: 1 });
  const answer = context.getSequence().evaluateWithMetadata(
    tokens,
    { probabilities: true },
    {
      temperature: 0,
      yieldEogToken: true,
      grammarEvaluationState: () => (said.length < given.length ? grammar : undefined),
    },
  );
  for await (const { token, probabilities } of answer) {
    const left = given.slice(said.length);
    const mayCome = (other: Token) =>
      left === "" || left.startsWith(text(other)) || text(other).startsWith(left);
    const best = probabilities.get(token) ?? 0;
    const [, second] = [...probabilities].find(([other]) => other !== token && mayCome(other)) ?? [];
    const nats = Math.log(best / (second ?? 0));
    if (nats < least.nats) least = { nats, at: text(token) };
    said += text(token);
    count++;
    if (isOver(said, count)) break;
  }
  await context.dispose();
  const isSaid = says === undefined || said.startsWith(given + says);
  return { ...least, said: said.slice(given.length), ...(isSaid ? {} : { nats: 0 }) };
}
