/**
 * Once nobody types, a long prefill moves into the head, and pieces that were found meanwhile come into the prompt, so
 * that the next keystroke finds the cache warm.
 */
import { cursorContext } from "../cursor-context.ts";
import { delay } from "../delay.ts";
import type { Prompter } from "../prompter.ts";
import type { CompletionDeps, CompletionRequest } from "../types.ts";
import type { PrefillSpeed } from "./prefill-speed.ts";

/** After this time without a request, the KV cache is warmed for a nearer anchor. */
const IDLE_MS = 1_000;
/** Where the model takes longer to read a prompt, new pieces wait for the next anchor: a keystroke may come any time. */
const MAX_READ_MS = 500;

export class IdleWarming {
  readonly #deps: CompletionDeps;
  readonly #prompter: Prompter;
  readonly #speed: PrefillSpeed;

  constructor(deps: CompletionDeps, prompter: Prompter, speed: PrefillSpeed) {
    this.#deps = deps;
    this.#prompter = prompter;
    this.#speed = speed;
  }

  /** Warms the cache for a request's place some time from now, until the signal is aborted. */
  async warm({ document, position, problems }: CompletionRequest, signal: AbortSignal): Promise<void> {
    const { version } = document;
    await delay(IDLE_MS, signal);
    if (signal.aborted || document.version !== version) return;
    const context = cursorContext(document, position, { problems });
    if ("whyNone" in context) return;
    const hasTime = (this.#speed.wholePromptMs ?? Number.POSITIVE_INFINITY) <= MAX_READ_MS;
    if (hasTime) await this.#deps.context.look(context);
    if (signal.aborted || document.version !== version) return;
    const prompt = this.#prompter.renew(context, hasTime ? "withPieces" : "nearerOnly");
    if (!prompt) return;
    await this.#deps.engine.generate(
      {
        lane: "warm",
        session: document.uri,
        prompt: prompt.prompt,
        sampling: { temperature: 0 },
        stop: { texts: [], specials: [] },
        maxTokens: 0,
      },
      { signal },
    );
  }
}
