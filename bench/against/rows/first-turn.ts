/** The first question of a conversation with much attached: how long its first token takes. */
import type { Engine, GenerateOptions } from "../../../language-server/engine-client/api.ts";
import type {
  GenerateParams,
  GenerateResult,
  Part,
} from "../../../language-server/engine-protocol/protocol.ts";
import { Conversations } from "../../../language-server/features/chat/conversations.ts";
import { ChatService } from "../../../language-server/features/chat/service.ts";
import { NO_COUNTS } from "../../../language-server/protocol/status.ts";
import { partsOf } from "../../parts.ts";
import { RecordingEngine } from "../../recording.ts";
import { type Row, ratioRow } from "../../row.ts";
import { coldText } from "../prompts.ts";
import { alternate, type Rounds } from "../rounds.ts";
import type { Side, Sides } from "../side.ts";

const ATTACHED_TOKENS = 3_000;
const QUESTION = "What is this text about? Answer in a few sentences, and name what is special about it.";

/** Both evaluate the prompt that the chat feature makes; on Ossicle's side the time has the making of it, too. */
export async function firstTurnRow(engine: Engine, sides: Sides, rounds: Rounds): Promise<Row> {
  const times = await alternate(rounds, sides, async (side, round) =>
    side === sides.ossicle
      ? questionMs(new ChatOnly(engine), round)
      : promptMs(side, await promptOf(engine, round)),
  );
  return ratioRow("first chat turn's first token, 3,000 tokens", "ms", times, { atMost: 1.05 });
}

async function promptMs(side: Side, prompt: readonly Part[]): Promise<number> {
  const run = await side.complete({ use: "chat", session: "first turn", prompt, tokens: 1 });
  return run.firstTokenMs;
}

async function promptOf(engine: Engine, round: number): Promise<Part[]> {
  const silent = new Silent(engine);
  await questionMs(silent, round);
  const [asked] = silent.asked;
  if (!asked) throw new Error("The chat did not ask the engine.");
  return partsOf(asked.prompt);
}

/** Milliseconds from the question to the first token of the answer. */
async function questionMs(engine: Engine, round: number): Promise<number> {
  const conversations = new Conversations({ engine, reasoningEffort: () => "low" });
  const chat = new ChatService({ engine, conversations });
  // What a conversation begins with is the same for all of them; the attached text isn't.
  const text = coldText(ATTACHED_TOKENS, round);
  const context = [{ kind: "file" as const, title: `notes-${round}.md`, text }];
  try {
    const started = performance.now();
    await chat.send(
      {
        requestId: "bench",
        conversationId: `first turn ${round}`,
        messages: [{ role: "user", content: QUESTION, context }],
        maxTokens: 1,
        temperature: 0,
      },
      new AbortController().signal,
      () => undefined,
    );
    return performance.now() - started;
  } finally {
    conversations.dispose();
  }
}

type Asked = Omit<GenerateParams, "id">;

const NOTHING: GenerateResult = {
  stopReason: "length",
  counts: { ...NO_COUNTS },
  forwardPasses: 0,
  evaluatedTokens: 0,
  parts: [],
};

/** Answers questions, and warms nothing afterwards: the other side is about to be measured. */
class ChatOnly extends RecordingEngine {
  override generate(request: Asked, options: GenerateOptions): Promise<GenerateResult> {
    return request.lane === "chat" ? super.generate(request, options) : Promise.resolve(NOTHING);
  }
}

/** Remembers what it is asked for, and evaluates nothing. */
class Silent extends RecordingEngine {
  readonly asked: Asked[] = [];

  override generate(request: Asked): Promise<GenerateResult> {
    if (request.lane === "chat") this.asked.push(request);
    return Promise.resolve(NOTHING);
  }
}
