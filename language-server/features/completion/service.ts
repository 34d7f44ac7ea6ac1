/** Inline completion: from a cursor to a suggestion. Here it is decided what one request does, in which order. */

import type { Disposable } from "vscode-jsonrpc";
import type { LastCompletion } from "../../protocol/completion.ts";
import { t } from "../../text/l10n.ts";
import { IdleWarming } from "./asking/idle-warming.ts";
import { ModelAnswers } from "./asking/model-answers.ts";
import { SentPrompts } from "./asking/sent-prompts.ts";
import { cursorContext } from "./cursor-context.ts";
import { delay } from "./delay.ts";
import { ShownSuggestions } from "./known/shown-suggestions.ts";
import { nothing, type Outcome } from "./outcome.ts";
import { present } from "./present.ts";
import { Prompter } from "./prompter.ts";
import { SuggestionGate } from "./suggestion-gate.ts";
import { checkedAnswer } from "./syntax/checked-answer.ts";
import type { CompletionDeps, CompletionRequest, Suggestion } from "./types.ts";

export class CompletionService {
  readonly #deps: CompletionDeps;
  readonly #gate: SuggestionGate;
  readonly #prompter: Prompter;
  readonly #sent = new SentPrompts();
  readonly #model: ModelAnswers;
  readonly #warming: IdleWarming;
  readonly #shown: ShownSuggestions;
  /** What ends the request in progress and what was planned for the time after it, by the document's URI. */
  readonly #work = new Map<string, AbortController>();
  readonly #listeners = new Set<(last: LastCompletion) => void>();
  readonly #disposed = new AbortController();
  readonly #statusSubscription: Disposable;
  #modelPath: string | undefined;
  #last: LastCompletion = { prompt: [], whyNone: t("No suggestion has been requested yet.") };

  constructor(deps: CompletionDeps) {
    const { engine, context, workspaceFolders, shape, now = Date.now } = deps;
    this.#deps = deps;
    this.#gate = new SuggestionGate(deps, now);
    this.#prompter = new Prompter({
      context,
      workspaceFolders,
      dialect: () => engine.status.model?.dialect ?? "harmony",
      shape,
    });
    this.#model = new ModelAnswers(deps, this.#prompter, this.#sent);
    this.#warming = new IdleWarming(deps, this.#prompter, this.#sent);
    this.#shown = new ShownSuggestions(now);
    this.#modelPath = engine.status.model?.path;
    this.#statusSubscription = engine.onStatus(({ model }) => {
      // Another model has other answers.
      if (model && model.path !== this.#modelPath) this.#shown.clear();
      this.#modelPath = model?.path ?? this.#modelPath;
    });
  }

  /** What the last request came to. One that was cancelled, by its caller or a newer one, doesn't count. */
  get last(): LastCompletion {
    return this.#last;
  }

  onDone(listener: (last: LastCompletion) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** A suggestion for the cursor, or null; `last` then says why. A newer request for the document ends this one. */
  async suggest(request: CompletionRequest, signal: AbortSignal): Promise<Suggestion | null> {
    const work = this.#begin(request.document.uri);
    const ended = AbortSignal.any([signal, work.signal, this.#disposed.signal]);
    const outcome = await this.#answer(request, ended);
    if (ended.aborted || !outcome) return null;
    this.#last = outcome.last;
    for (const listener of this.#listeners) listener(outcome.last);
    this.#warming
      .warm(request, work.signal)
      .catch((error: unknown) => this.#deps.log?.(`Warming the cache failed: ${error}`));
    return outcome.suggestion;
  }

  /** The user accepted a suggestion in full. */
  accepted(id: string): void {
    this.#shown.accepted(id);
  }

  /** No suggestions until then (milliseconds since the epoch), or again from now on. */
  snooze(until: number | null): void {
    this.#gate.snooze(until);
  }

  documentClosed(uri: string): void {
    this.#work.get(uri)?.abort();
    this.#work.delete(uri);
    this.#prompter.forget(uri);
    this.#sent.forget(uri);
    this.#shown.forget(uri);
    this.#deps.syntax?.forget(uri);
    this.#deps.context.documentClosed(uri);
  }

  dispose(): void {
    this.#disposed.abort();
    this.#statusSubscription.dispose();
    for (const work of this.#work.values()) work.abort();
    this.#work.clear();
    this.#listeners.clear();
    this.#deps.context.dispose();
  }

  #begin(uri: string): AbortController {
    this.#work.get(uri)?.abort();
    const work = new AbortController();
    this.#work.set(uri, work);
    return work;
  }

  /** Undefined when the request was cancelled, or its text is gone. */
  async #answer(request: CompletionRequest, signal: AbortSignal): Promise<Outcome | undefined> {
    const { document, position, trigger, selectedCompletion } = request;
    const context = cursorContext(document, position, request);
    if ("whyNone" in context) return nothing(context.whyNone);
    const why = await this.#gate.whyNone(context);
    if (why !== null) return nothing(why);
    if (signal.aborted) return undefined;
    if (trigger === "automatic") {
      const known = this.#shown.known(context, selectedCompletion !== undefined);
      const outcome = known && present(known, context, trigger, this.#shown);
      if (outcome) return outcome;
    }
    this.#deps.context.cursorAt(document, position);
    await Promise.all([
      this.#prompter.needsPieces(context) ? this.#deps.context.look(context) : undefined,
      trigger === "automatic" ? delay(this.#shown.debounceMs, signal) : undefined,
    ]);
    // Its positions would be those of a text that is gone.
    if (signal.aborted || document.version !== context.version) return undefined;
    const begun = trigger === "automatic" ? this.#shown.begun(context) : "";
    const answer = await this.#model.ask(context, begun, signal);
    if (signal.aborted) {
      if ("text" in answer) this.#shown.interrupted(context, answer);
      return undefined;
    }
    if ("suggestion" in answer) return answer;
    const checked = await checkedAnswer(answer, context, this.#deps.syntax);
    this.#shown.remember(context, checked);
    if (signal.aborted) return undefined;
    return (
      present(checked, context, trigger, this.#shown) ??
      nothing(t("The suggested text is already there."), answer.last)
    );
  }
}
