/** An engine that remembers what was asked of it, so that the same can be asked again without reuse. */
import type { Disposable } from "vscode-jsonrpc";
import type { Engine, GenerateOptions } from "../language-server/engine-client/api.ts";
import type {
  EngineSettings,
  GenerateParams,
  GenerateResult,
} from "../language-server/engine-protocol/protocol.ts";

export interface Recorded {
  request: Omit<GenerateParams, "id">;
  result: GenerateResult;
  text: string;
  ms: number;
}

export class RecordingEngine implements Engine {
  readonly recorded: Recorded[] = [];
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async generate(request: Omit<GenerateParams, "id">, options: GenerateOptions): Promise<GenerateResult> {
    const recorded = await generateText(this.#engine, request, options);
    this.recorded.push(recorded);
    return recorded.result;
  }

  get status() {
    return this.#engine.status;
  }
  onStatus(listener: Parameters<Engine["onStatus"]>[0]): Disposable {
    return this.#engine.onStatus(listener);
  }
  count(texts: string[]): Promise<number[]> {
    return this.#engine.count(texts);
  }
  configure(settings: EngineSettings, explicit: boolean) {
    return this.#engine.configure(settings, explicit);
  }
  load() {
    return this.#engine.load();
  }
  unload() {
    return this.#engine.unload();
  }
  stats() {
    return this.#engine.stats();
  }
  dispose() {
    return this.#engine.dispose();
  }
}

/** The request for as many tokens as came: a stop rule of the feature may have ended the answer. */
export function onlyAsLong({ request, result }: Recorded): Recorded["request"] {
  return { ...request, maxTokens: result.counts.generatedTokens };
}

const FRESH_SESSION = "benchmark: no reuse";

/** The same request on a sequence that holds nothing of its prompt. */
export async function generateFresh(engine: Engine, request: Omit<GenerateParams, "id">): Promise<Recorded> {
  const options = { signal: new AbortController().signal };
  const onItsOwn = { ...request, session: FRESH_SESSION };
  await engine.generate(
    { ...onItsOwn, prompt: [{ text: "\n" }], continueWith: undefined, grammar: undefined, maxTokens: 0 },
    options,
  );
  const fresh = await generateText(engine, onItsOwn, options);
  if (fresh.result.counts.reusedTokens > 0)
    throw new Error(`${fresh.result.counts.reusedTokens} tokens were reused where none should be.`);
  return fresh;
}

export async function generateText(
  engine: Engine,
  request: Omit<GenerateParams, "id">,
  options: GenerateOptions,
): Promise<Recorded> {
  let text = "";
  const start = performance.now();
  const result = await engine.generate(request, {
    ...options,
    onTokens: (tokens) => {
      for (const token of tokens) text += token.text ?? token.special ?? "";
      options.onTokens?.(tokens);
    },
  });
  return { request, result, text, ms: performance.now() - start };
}
