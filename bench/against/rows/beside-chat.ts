/** Completions while a chat has the model: while its prompt is evaluated, and while its answer streams. */
import { setTimeout as delay } from "node:timers/promises";
import type { Part } from "../../../language-server/engine-protocol/protocol.ts";
import { median } from "../../figure.ts";
import type { Row } from "../../row.ts";
import { coldPrompt } from "../prompts.ts";
import { alternate, type Rounds, samplesOf } from "../rounds.ts";
import type { Run, Side, Sides } from "../side.ts";

/** What is before the cursor, and what a completion draws. */
const FILE_TOKENS = 1_000;
const DRAWN_TOKENS = 8;
/** What is typed from one completion to the next: two tokens. */
const TYPED = " value";

/** llama-server evaluates it to its end before it turns to the completion. */
const LONG_PROMPT_TOKENS = 4_000;
/** The engine takes the largest batches when nobody has asked for a completion for 10 seconds: the worst to meet. */
const QUIET_MS = 9_000;
/** How long the prompt has been evaluated when the completion is asked for. */
const STARTED_MS = 1_500;

const CHAT_PROMPT_TOKENS = 200;
/** More than the windows of time below take. */
const CHAT_TOKENS = 4_000;
const WINDOW_MS = 3_000;
/** From the beginning of one completion to that of the next. */
const EVERY_MS = 1_000;

/** A file that is typed into. */
export class Typed {
  readonly #side: Side;
  readonly #before: Part[];
  #typed = "";

  constructor(side: Side) {
    this.#side = side;
    this.#before = coldPrompt(FILE_TOKENS, 0);
  }

  /** One more word is typed, and a completion asked for. */
  complete(): Promise<Run> {
    this.#typed += TYPED;
    return this.#side.complete({
      use: "completion",
      session: "typed file",
      prompt: [...this.#before, { text: this.#typed }],
      tokens: DRAWN_TOKENS,
    });
  }

  /** How long completions take, in milliseconds: the median of some. The first may evaluate the file and doesn't count. */
  async alone(): Promise<number> {
    await this.complete();
    const times: number[] = [];
    for (let i = 0; i < 3; i++) times.push((await this.complete()).totalMs);
    return median(times);
  }
}

/** A file on each side. */
function filesOn({ ossicle, llamaCpp }: Sides): (side: Side) => Typed {
  const files = { ossicle: new Typed(ossicle), llamaCpp: new Typed(llamaCpp) };
  return (side) => (side === ossicle ? files.ossicle : files.llamaCpp);
}

/** How much longer a completion takes that comes while a long prompt is evaluated. */
export async function meetsPrefillRow(sides: Sides, rounds: Rounds): Promise<Row> {
  const fileOf = filesOn(sides);
  const extra = await alternate(rounds, sides, async (side, round) => {
    const file = fileOf(side);
    const alone = await file.alone();
    if (side === sides.ossicle) await delay(QUIET_MS);
    const cancel = new AbortController();
    let isOver = false;
    const chat = side.complete({
      use: "chat",
      session: `long ${round}`,
      prompt: coldPrompt(LONG_PROMPT_TOKENS, round),
      tokens: 1,
      signal: cancel.signal,
      onToken: () => {
        isOver = true;
      },
    });
    // At another point of a batch each time.
    await delay(STARTED_MS + 50 * round);
    if (isOver) throw new Error("The long prompt was evaluated before the completion was asked for.");
    const { totalMs } = await file.complete();
    cancel.abort();
    await chat;
    return totalMs - alone;
  });
  return {
    name: "completion that meets a long prompt, more than alone",
    unit: "ms",
    ossicle: median(extra.ossicle),
    llamaCpp: median(extra.llamaCpp),
    target: { atMost: 250 },
  };
}

/** A chat's answer while it streams. */
export class Streaming {
  readonly #cancel = new AbortController();
  #drawn = 0;
  #run: Promise<Run> | undefined;

  /** Resolves with the first token. */
  static async begin(side: Side, round: number): Promise<Streaming> {
    const chat = new Streaming();
    await new Promise<void>((resolve) => {
      chat.#run = side.complete({
        use: "chat",
        session: `streaming ${round}`,
        prompt: coldPrompt(CHAT_PROMPT_TOKENS, round),
        tokens: CHAT_TOKENS,
        signal: chat.#cancel.signal,
        onToken: () => {
          chat.#drawn++;
          resolve();
        },
      });
    });
    return chat;
  }

  /** Its tokens a millisecond while the work lasts. */
  async speedDuring(work: Promise<unknown>): Promise<number> {
    const [drawn, started] = [this.#drawn, performance.now()];
    await work;
    return (this.#drawn - drawn) / (performance.now() - started);
  }

  async end(): Promise<void> {
    this.#cancel.abort();
    await this.#run;
  }
}

/** What a completion every second and a chat's answer cost each other. */
export async function underChatRows(sides: Sides, rounds: Rounds): Promise<Row[]> {
  const fileOf = filesOn(sides);
  const shares = await alternate(rounds, sides, async (side, round) => {
    const file = fileOf(side);
    const alone = await file.alone();
    const chat = await Streaming.begin(side, round);
    const undisturbed = await chat.speedDuring(delay(WINDOW_MS));
    const times: number[] = [];
    const completions = async () => {
      for (const end = performance.now() + WINDOW_MS; performance.now() < end; ) {
        const next = delay(EVERY_MS);
        times.push((await file.complete()).totalMs);
        await next;
      }
    };
    const disturbed = await chat.speedDuring(completions());
    await chat.end();
    return { completion: median(times) / alone, chat: (100 * disturbed) / undisturbed };
  });
  const completion = samplesOf(shares, (share) => share.completion);
  const chat = samplesOf(shares, (share) => share.chat);
  return [
    {
      name: "completion while a chat streams / alone",
      unit: "",
      ossicle: median(completion.ossicle),
      llamaCpp: median(completion.llamaCpp),
      target: { atMost: 1.2 },
    },
    {
      name: "a chat's speed with a completion every second",
      unit: "% of alone",
      ossicle: median(chat.ossicle),
      llamaCpp: median(chat.llamaCpp),
      target: { atLeast: 75 },
    },
  ];
}
