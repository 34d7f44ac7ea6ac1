/** What a token costs the engine between two decodes: the model waits meanwhile. */
import { LlamaContextSequence } from "node-llama-cpp";
import { generate } from "../../language-server/engine/generation/generate.ts";
import { LoadedModel } from "../../language-server/engine/generation/loaded-model.ts";
import { PrefillPace } from "../../language-server/engine/generation/prefill-pace.ts";
import { Scheduler } from "../../language-server/engine/generation/scheduler.ts";
import { Watchdog } from "../../language-server/engine/process/watchdog.ts";
import { TokenOutbox } from "../../language-server/engine/token-outbox.ts";
import { cpuLlama } from "../../tools/fixtures/cpu-llama.ts";
import { type Figure, median } from "../figure.ts";

const MAX_TOKENS = 128;
const BATCH_TOKENS = 512;
const HANG_MS = 180_000;

/** Runs the engine's own generation in this process. */
export async function handOverFigures(modelPath: string): Promise<Figure[]> {
  const llama = await cpuLlama();
  const model = await llama.loadModel({ modelPath });
  const loaded = new LoadedModel(llama, model, {
    threads: 1,
    flashAttention: "auto",
    batchSize: BATCH_TOKENS,
    lora: [],
    ensureRoom: async () => undefined,
    contexts: [{ lane: "completion", size: 4_096, sequences: 3 }],
  });
  const watch = new DecodeWatch();
  const scheduler = new Scheduler(new Watchdog({ limitMs: HANG_MS, onHang: () => undefined }));
  const outbox = new TokenOutbox(() => watch.sent());
  try {
    await generate(
      { loaded, scheduler, pace: new PrefillPace(BATCH_TOKENS) },
      {
        id: 1,
        lane: "completion",
        session: "hand-over.ts",
        prompt: [{ text: "function area(width: number, height: number) {\n" }],
        sampling: { temperature: 0 },
        stop: { texts: ["\n```"], specials: [] },
        maxTokens: MAX_TOKENS,
      },
      new AbortController().signal,
      { onToken: (token) => outbox.push(token) },
    );
  } finally {
    outbox.flush();
    watch[Symbol.dispose]();
    await llama.dispose();
  }
  return [
    {
      name: "generation: the engine's own time between two decodes, median",
      value: median(watch.between),
      unit: "ms",
    },
    {
      name: "generation: share of the time that a token takes",
      value: (100 * median(watch.between)) / (median(watch.decodes) + median(watch.between)),
      unit: "%",
      target: { atMost: 1 },
    },
    {
      name: "generation: messages written between two decodes",
      value: watch.sentBetween,
      unit: "",
      target: { atMost: 0 },
    },
  ];
}

/** Notes when the model is asked for the next token and when that is there. */
class DecodeWatch implements Disposable {
  /** Milliseconds of each. */
  readonly decodes: number[] = [];
  readonly between: number[] = [];
  sentBetween = 0;
  readonly #evaluate = LlamaContextSequence.prototype.evaluate;
  #isDecoding = true;
  #since: number | undefined;

  constructor() {
    const watch = this;
    const evaluate = this.#evaluate;
    LlamaContextSequence.prototype.evaluate = async function* (...args) {
      const iterator = evaluate.apply(this, args);
      try {
        for (;;) {
          watch.#begins();
          const { value, done } = await iterator.next();
          watch.#ends();
          if (done) return;
          yield value;
        }
      } finally {
        watch.#isDecoding = true;
        await iterator.return();
      }
    };
  }

  sent(): void {
    if (!this.#isDecoding) this.sentBetween++;
  }

  #begins(): void {
    this.#isDecoding = true;
    this.#note(this.between);
  }

  #ends(): void {
    this.#isDecoding = false;
    this.#note(this.decodes);
  }

  #note(list: number[]): void {
    const now = performance.now();
    if (this.#since !== undefined) list.push(now - this.#since);
    this.#since = now;
  }

  [Symbol.dispose](): void {
    LlamaContextSequence.prototype.evaluate = this.#evaluate;
  }
}
