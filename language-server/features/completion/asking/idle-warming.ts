/** Once nobody types, a long prefill moves into the head, so that the next keystroke finds the cache warm. */
import { cursorContext } from "../cursor-context.ts";
import { delay } from "../delay.ts";
import type { Prompter } from "../prompter.ts";
import type { CompletionDeps, CompletionRequest } from "../types.ts";
import type { SentPrompts } from "./sent-prompts.ts";

/** After this time without a request, the KV cache is warmed for a nearer anchor. */
const IDLE_MS = 1_000;

export class IdleWarming {
  readonly #deps: CompletionDeps;
  readonly #prompter: Prompter;
  readonly #sent: SentPrompts;

  constructor(deps: CompletionDeps, prompter: Prompter, sent: SentPrompts) {
    this.#deps = deps;
    this.#prompter = prompter;
    this.#sent = sent;
  }

  /** Warms the cache for a request's place some time from now, until the signal is aborted. */
  async warm({ document, position }: CompletionRequest, signal: AbortSignal): Promise<void> {
    const { version } = document;
    await delay(IDLE_MS, signal);
    if (signal.aborted || document.version !== version) return;
    const context = cursorContext(document, position);
    const prompt = "whyNone" in context ? undefined : this.#prompter.renew(context);
    if (!prompt) return;
    const result = await this.#deps.engine.generate(
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
    this.#sent.note(document.uri, prompt.prompt, result);
  }
}
