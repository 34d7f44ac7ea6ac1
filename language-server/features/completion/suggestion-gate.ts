/** Whether there may be a suggestion at a place at all, before anything is prepared for it. */
import { messageOf } from "../../../common/errors.ts";
import { endsInComment } from "../../context/comments.ts";
import { schemeOf } from "../../context/workspace-paths.ts";
import type { CursorContext } from "./cursor-context.ts";
import type { CompletionDeps } from "./types.ts";
import { whyNoModel, whyNoSuggestion } from "./why-not-asked.ts";

export class SuggestionGate {
  readonly #deps: CompletionDeps;
  readonly #now: () => number;
  #snoozedUntil: number | null = null;

  constructor(deps: CompletionDeps, now: () => number) {
    this.#deps = deps;
    this.#now = now;
  }

  /** No suggestions until then (milliseconds since the epoch), or again from now on. */
  snooze(until: number | null): void {
    this.#snoozedUntil = until;
  }

  /** Why there can be none, as a sentence for the user; null when there can. A model that was released is loaded. */
  async whyNone(context: CursorContext): Promise<string | null> {
    return (
      this.whyNotHere(context) ??
      this.#whyNoModel() ??
      (await this.#deps.secrets.whyOpenExcluded(context.uri))
    );
  }

  /** The same by what the user has set, whatever the model. */
  whyNotHere({ uri, languageId, before }: CursorContext): string | null {
    return whyNoSuggestion({
      scheme: schemeOf(uri),
      languageId,
      settings: this.#deps.settings().completion,
      snoozedUntil: this.#snoozedUntil,
      now: this.#now(),
      inComment: () => endsInComment(before, languageId),
    });
  }

  #whyNoModel(): string | null {
    const { engine, log } = this.#deps;
    const { status } = engine;
    if (status.state === "unloaded") {
      engine.load().catch((error: unknown) => log?.(`The model couldn't be loaded: ${messageOf(error)}`));
    }
    return whyNoModel(status);
  }
}
