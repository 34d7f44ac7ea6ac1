/** Evaluates a prompt on our addon, undisturbed and with every batch ended once, and prints what came of it. */
import { LlamaLogLevel } from "node-llama-cpp";
import { isAbortNotice, useNativePackagesIn } from "../../../language-server/engine/backend/addon.ts";
import { LoadedModel } from "../../../language-server/engine/generation/loaded-model.ts";
import { prefill } from "../../../language-server/engine/generation/prefill.ts";
import { PrefillPace } from "../../../language-server/engine/generation/prefill-pace.ts";
import { Scheduler } from "../../../language-server/engine/generation/scheduler.ts";
import type { Slot } from "../../../language-server/engine/generation/sequence-pool.ts";
import { Watchdog } from "../../../language-server/engine/process/watchdog.ts";
import { Tokenizer } from "../../../language-server/engine/tokens/tokenizer.ts";
import { cpuLlama } from "../../../tools/fixtures/cpu-llama.ts";
import { proseOf } from "../../../tools/fixtures/prose.ts";
import { LAID } from "../../../tools/native/lay.ts";
import { type Drawn, draw } from "../drawn.ts";

export interface Evaluated {
  drawn: Drawn[];
  /** Tokens of each batch, in the order of their evaluation; negative for one that was ended. */
  batches: number[];
  /** Tokens that were counted as evaluated, and of how many the sequence knows. */
  evaluatedTokens: number;
  length: number;
  promptTokens: number;
  /** What llama.cpp logged, without what says that a batch was aborted. */
  log: string[];
}

export interface AbortedPrefill {
  undisturbed: Evaluated;
  disturbed: Evaluated;
}

/**
 * Batches have one size whatever the machine does, so that both evaluations compute the same. It is the context's too: the
 * cache of a window then holds 256 tokens, and every batch takes cells of older ones.
 */
const BATCH_TOKENS = 64;
const DRAWN_TOKENS = 8;
const CHECKPOINTS = [200, 450];

const [modelPath = "", cache] = process.argv.slice(2);
const lane = cache === "full" ? "completion" : "chat";
const log: string[] = [];
useNativePackagesIn(LAID);
const llama = await cpuLlama({
  logLevel: LlamaLogLevel.warn,
  logger: (_level, message) => log.push(message),
});
const model = await llama.loadModel({ modelPath });
const tokens = new Tokenizer(model).text(proseOf(600));

async function evaluate(isDisturbed: boolean): Promise<Evaluated> {
  const loaded = new LoadedModel(llama, model, {
    threads: 1,
    flashAttention: "auto",
    batchSize: BATCH_TOKENS,
    contexts: [{ lane, size: 2_048, sequences: 1 }],
    lora: [],
    ensureRoom: async () => {},
  });
  const pool = await loaded.pool(lane);
  const { slot } = pool.acquire("test", tokens);
  const batches: number[] = [];
  record(slot, batches);
  if (isDisturbed) endEachOnce(slot);
  const scheduler = new Scheduler(new Watchdog({ limitMs: 600_000, onHang: () => process.exit(1) }));
  const { signal } = new AbortController();
  log.length = 0;
  const prompt = { tokens: tokens.slice(0, -1), checkpoints: CHECKPOINTS };
  await prefill(new PrefillPace(BATCH_TOKENS), scheduler.enter("chat"), slot, prompt, signal);
  const { evaluatedTokens, length } = slot;
  const drawn = await draw(slot.sequence, tokens.slice(-1), DRAWN_TOKENS);
  const logged = log.filter((message) => !isAbortNotice(message));
  await pool.context.dispose();
  return { drawn, batches, evaluatedTokens, length, promptTokens: tokens.length, log: logged };
}

function record(slot: Slot, batches: number[]): void {
  const evaluate = slot.evaluate.bind(slot);
  slot.evaluate = async (batch) => {
    const isEvaluated = await evaluate(batch);
    batches.push(isEvaluated ? batch.length : -batch.length);
    return isEvaluated;
  };
}

/** At its beginning, so that hardly one is whole by then. */
function endEachOnce(slot: Slot): void {
  const native: object = Reflect.get(slot.sequence.context, "_ctx");
  const decode: () => Promise<void> = Reflect.get(native, "decodeBatch");
  Object.defineProperty(native, "decodeBatch", {
    value: () => {
      const decoded = decode.call(native);
      if (slot.abortedAt !== slot.length && slot.length < tokens.length - 1) slot.abort?.();
      return decoded;
    },
  });
}

const result: AbortedPrefill = { undisturbed: await evaluate(false), disturbed: await evaluate(true) };
console.log(JSON.stringify(result));
process.exit();
