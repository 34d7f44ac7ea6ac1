/**
 * Remembers what the model was shown: of each kind of request the last prompt, in memory alone. It is the user's code,
 * and goes nowhere but to the user who asks for it.
 */
import type { Disposable } from "vscode-jsonrpc";
import type { Engine, GenerateOptions } from "../../engine-client/api.ts";
import type { GenerateParams, GenerateResult } from "../../engine-protocol/protocol.ts";
import { SEEN_KINDS, type SeenKind, type SeenPrompt } from "../../protocol/seen-prompts.ts";
import type { Counts, EngineStats, ModelStatus } from "../../protocol/status.ts";
import { evaluatedPrompt } from "./pieces.ts";

type Request = Omit<GenerateParams, "id">;

interface Seen extends Pick<SeenPrompt, "at" | "model"> {
  request: Pick<Request, "prompt" | "continueWith">;
  result: GenerateResult;
}

export class SeenPrompts {
  readonly #now: () => number;
  readonly #last = new Map<SeenKind, Seen>();
  /** For as long as somebody knows the counts of their results. */
  readonly #suggestions = new WeakMap<Counts, Seen>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The same engine; what is asked of it by what it returns counts as this kind. Side requests always count as such. */
  watch(engine: Engine, kind: Exclude<SeenKind, "suggestion">): Engine {
    return new WatchedEngine(engine, (request, result) => {
      if (request.lane === "warm") return;
      this.#last.set(request.lane === "side" ? "side" : kind, this.#seen(engine, request, result));
    });
  }

  /**
   * The same engine, for suggestions. They are asked for ahead, and shown again later: the last one is that of which
   * `suggested` was told, and not the one that was written last.
   */
  watchSuggestions(engine: Engine): Engine {
    return new WatchedEngine(engine, (request, result) =>
      this.#suggestions.set(result.counts, this.#seen(engine, request, result)),
    );
  }

  /** A request for a suggestion has come to what the model has written with these counts, which are its result's own. */
  suggested(counts: Counts): void {
    const seen = this.#suggestions.get(counts);
    if (seen) this.#last.set("suggestion", seen);
  }

  /** The last prompt of each kind that has one, in the order of `SEEN_KINDS`. */
  last(): SeenPrompt[] {
    return SEEN_KINDS.flatMap((kind) => {
      const seen = this.#last.get(kind);
      return seen ? [shown(kind, seen)] : [];
    });
  }

  #seen({ status }: Engine, { model: asked, prompt, continueWith }: Request, result: GenerateResult): Seen {
    const { model } = (asked === "completion" && status.completionModel) || status;
    return { at: this.#now(), model: model?.name ?? "", request: { prompt, continueWith }, result };
  }
}

function shown(kind: SeenKind, { at, model, request, result }: Seen): SeenPrompt {
  const { prompt, continueWith } = request;
  const { parts, counts } = result;
  return {
    kind,
    at,
    model,
    ...evaluatedPrompt(prompt, parts),
    ...(continueWith ? { continueWith } : {}),
    counts,
  };
}

/** An engine that passes on each request that the model has seen. */
class WatchedEngine implements Engine {
  readonly #engine: Engine;
  readonly #onSeen: (request: Request, result: GenerateResult) => void;

  constructor(engine: Engine, onSeen: (request: Request, result: GenerateResult) => void) {
    this.#engine = engine;
    this.#onSeen = onSeen;
  }

  get status(): ModelStatus {
    return this.#engine.status;
  }

  async generate(request: Request, options: GenerateOptions): Promise<GenerateResult> {
    const result = await this.#engine.generate(request, options);
    // Once a token is drawn, the whole prompt was seen.
    if (result.counts.generatedTokens > 0) this.#onSeen(request, result);
    return result;
  }

  onStatus(listener: (status: ModelStatus) => void): Disposable {
    return this.#engine.onStatus(listener);
  }

  count(texts: string[]): Promise<number[]> {
    return this.#engine.count(texts);
  }

  configure(...settings: Parameters<Engine["configure"]>): Promise<ModelStatus> {
    return this.#engine.configure(...settings);
  }

  load(...models: Parameters<Engine["load"]>): Promise<ModelStatus> {
    return this.#engine.load(...models);
  }

  unload(...models: Parameters<Engine["unload"]>): Promise<ModelStatus> {
    return this.#engine.unload(...models);
  }

  stats(): EngineStats {
    return this.#engine.stats();
  }

  dispose(): Promise<void> {
    return this.#engine.dispose();
  }
}
