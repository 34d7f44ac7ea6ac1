/** A second question in a chat: what it evaluates, how soon its first token comes, and whether it is answered the same. */
import type { Engine, GenerateOptions } from "../../language-server/engine-client/api.ts";
import type {
  GenerateParams,
  GenerateResult,
  StreamedToken,
} from "../../language-server/engine-protocol/protocol.ts";
import { Conversations } from "../../language-server/features/chat/conversations.ts";
import { ChatService } from "../../language-server/features/chat/service.ts";
import type { ChatMessage, ChatResult } from "../../language-server/protocol/chat.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import type { Figure } from "../figure.ts";
import { generateFresh, RecordingEngine } from "../recording.ts";

const CONTEXT_TOKENS = 3_000;
const ANSWER_TOKENS = 500;
const THOUGHT = "The user wants to know what this is about. I look at it and answer.";
const QUESTIONS = [
  "What is this text about? Answer in a few sentences, and name what stands out in it.",
  "Which of these points would you look at first when there is little time, and why?",
];

/**
 * A model with random weights says nothing that is a thought or an answer. So it generates as many tokens as are
 * asked for, which is what takes the time and fills the KV cache, and the chat is told that it said this.
 */
class SayingEngine extends RecordingEngine {
  readonly #answer: string;
  warmUp: Promise<GenerateResult> | undefined;

  constructor(engine: Engine, answer: string) {
    super(engine);
    this.#answer = answer;
  }

  override generate(request: Omit<GenerateParams, "id">, options: GenerateOptions): Promise<GenerateResult> {
    if (request.lane !== "chat") {
      this.warmUp = super.generate(request, options);
      return this.warmUp;
    }
    const parts = ["<|channel|>", "analysis", "<|message|>", THOUGHT, "<|end|>", "<|start|>", "assistant"];
    for (const part of [...parts, "<|channel|>", "final", "<|message|>", this.#answer])
      options.onTokens?.([tokenOf(part)]);
    return super.generate(request, { signal: options.signal });
  }
}

const tokenOf = (part: string): StreamedToken =>
  part.startsWith("<|") ? { id: 0, special: part } : { id: 0, text: part };

export async function chatFigures(direct: Engine): Promise<Figure[]> {
  const answer = await proseWith(direct, ANSWER_TOKENS, 3);
  const engine = new SayingEngine(direct, answer);
  const conversations = new Conversations({ engine, reasoningEffort: () => "low" });
  const chat = new ChatService({ engine, conversations });
  const attached = await proseWith(direct, CONTEXT_TOKENS, 5);
  const context = [{ kind: "file" as const, title: "notes.md", text: attached }];
  const ask = async (messages: ChatMessage[], maxTokens: number): Promise<ChatResult> => {
    const params = { requestId: "bench", conversationId: "bench", messages, maxTokens, temperature: 0 };
    return chat.send(params, new AbortController().signal, () => undefined);
  };

  const question: ChatMessage = { role: "user", content: QUESTIONS[0] ?? "", context };
  const first = await ask([question], ANSWER_TOKENS);
  const warm = await engine.warmUp;
  if (warm?.stopReason !== "end") throw new Error("The answer was not evaluated for the next question.");

  const next: ChatMessage = { role: "user", content: QUESTIONS[1] ?? "" };
  const said: ChatMessage = { role: "assistant", content: first.answer, reasoning: first.reasoning };
  const second = await ask([question, said, next], 64);
  const [own = 0] = await direct.count([next.content]);
  const recorded = engine.recorded.findLast(({ request }) => request.lane === "chat");
  if (!recorded) throw new Error("The second question did not reach the engine.");
  const fresh = await generateFresh(direct, recorded.request);
  conversations.dispose();

  return [
    { name: "first turn: tokens of its prompt", value: first.promptTokens, unit: "" },
    { name: "first turn: time to first token", value: first.firstTokenMs, unit: "ms" },
    { name: "after it, in the idle time: tokens evaluated", value: warm.evaluatedTokens, unit: "" },
    {
      name: "second turn: tokens evaluated before its first one, of its own message's",
      value: second.evaluatedTokens / (own + FRAME_TOKENS),
      unit: "",
      target: { atMost: 1.1 },
    },
    { name: "second turn: tokens evaluated before its first one", value: second.evaluatedTokens, unit: "" },
    { name: "second turn: time to first token", value: second.firstTokenMs, unit: "ms" },
    {
      name: "time to first token, first turn / second turn",
      value: first.firstTokenMs / second.firstTokenMs,
      unit: "",
      target: { atLeast: 10 },
    },
    {
      name: "second turn: same text as without reuse (1: yes)",
      value: recorded.text === fresh.text ? 1 : 0,
      unit: "",
      target: { atLeast: 1 },
    },
  ];
}

/** Harmony's frame of a user's message, and the start of the answer. */
const FRAME_TOKENS = 6;

/** Prose of so many tokens, more or less. */
async function proseWith(engine: Engine, tokens: number, seed: number): Promise<string> {
  const sample = proseOf(tokens, seed);
  const [size = tokens] = await engine.count([sample]);
  return proseOf(Math.round((tokens * tokens) / size), seed);
}
