/** Inline completion: from a cursor to a suggestion. Here it is decided what one request does, in which order. */

import type { Disposable } from "vscode-jsonrpc";
import type { Position } from "vscode-languageserver-textdocument";
import { UNWANTED } from "../../../common/cancellation.ts";
import type { LastCompletion } from "../../protocol/completion.ts";
import { t } from "../../text/l10n.ts";
import { alreadyThere } from "./answer/why-nothing.ts";
import { Alternatives, type AskedAlternatives } from "./asking/alternatives.ts";
import { Asker } from "./asking/asker.ts";
import { leastConfidence } from "./asking/confidence.ts";
import type { Flight } from "./asking/flight.ts";
import { Flights } from "./asking/flights.ts";
import { Growth } from "./asking/growth.ts";
import { IdleWarming } from "./asking/idle-warming.ts";
import { ModelAnswers } from "./asking/model-answers.ts";
import { PrefillSpeed } from "./asking/prefill-speed.ts";
import { Speculation } from "./asking/speculation.ts";
import type { CompletionAnswer } from "./completion-answer.ts";
import { type CursorContext, cursorContext } from "./cursor-context.ts";
import { delay } from "./delay.ts";
import { debounceMs, TypingRhythm } from "./known/debounce.ts";
import { ShownSuggestions } from "./known/shown-suggestions.ts";
import { nothing, type Outcome } from "./outcome.ts";
import { present } from "./present.ts";
import { Prompter } from "./prompter.ts";
import type { ReadableDocument } from "./readable-document.ts";
import { SuggestionGate } from "./suggestion-gate.ts";
import type { CompletionDeps, CompletionRequest, Suggestion } from "./types.ts";
import { whyNoModel } from "./why-not-asked.ts";

/** Once the first suggestion is there, nobody waits longer for others. */
const ALTERNATIVES_MS = 5_000;
/** Who hasn't seen the first one yet waits for others as long as for the first, within these limits. */
const PATIENCE_MS = { least: 1_000, most: 2_000 };

export class CompletionService {
  readonly #deps: CompletionDeps;
  readonly #gate: SuggestionGate;
  readonly #prompter: Prompter;
  readonly #asker: Asker;
  readonly #growth: Growth | undefined;
  readonly #alternatives: Alternatives;
  readonly #warming: IdleWarming;
  readonly #rhythm = new TypingRhythm();
  readonly #flights = new Flights();
  readonly #speculation: Speculation;
  readonly #shown: ShownSuggestions;
  readonly #now: () => number;
  /** What ends the request in progress and what was planned for the time after it, by the document's URI. */
  readonly #work = new Map<string, AbortController>();
  readonly #listeners = new Set<(last: LastCompletion) => void>();
  readonly #disposed = new AbortController();
  readonly #statusSubscription: Disposable;
  #modelPath: string | undefined;
  #last: Promise<LastCompletion> = Promise.resolve({
    whyNone: t("No suggestion has been requested yet."),
  });

  constructor(deps: CompletionDeps) {
    const { engine, context, workspaceFolders, syntax, onGrown, measured, now = Date.now } = deps;
    this.#deps = deps;
    this.#now = now;
    this.#gate = new SuggestionGate(deps, now);
    this.#prompter = new Prompter({
      context,
      workspaceFolders,
      dialect: () => engine.status.model?.dialect ?? "harmony",
      shape: measured?.shape,
    });
    const speed = new PrefillSpeed();
    const model = new ModelAnswers(deps, this.#prompter, speed);
    this.#alternatives = new Alternatives(model, syntax);
    this.#warming = new IdleWarming(deps, this.#prompter, speed);
    this.#shown = new ShownSuggestions(now);
    this.#growth = onGrown && new Growth(onGrown, now);
    this.#asker = new Asker({
      model,
      shown: this.#shown,
      syntax,
      onGrown: this.#growth && ((uri, whole, isLonger) => this.#grown(uri, whole, isLonger)),
    });
    this.#speculation = new Speculation(
      (accepted) => this.#isWorthAsking(accepted),
      (accepted) =>
        this.#asker.ask(accepted, { lane: "warm", begun: "", leastConfidence: this.#leastConfidence }),
    );
    this.#modelPath = engine.status.model?.path;
    this.#statusSubscription = engine.onStatus(({ model }) => {
      // Another model has other answers.
      if (model && model.path !== this.#modelPath) {
        this.#flights.endAll();
        this.#speculation.end();
        this.#shown.clear();
      }
      this.#modelPath = model?.path ?? this.#modelPath;
    });
  }

  /** What the last request came to. One that was cancelled, by its caller or a newer one, doesn't count. */
  get last(): Promise<LastCompletion> {
    return this.#last;
  }

  onDone(listener: (last: LastCompletion) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** A suggestion for the cursor, or null; `last` then says why. A newer request for the document ends this one. */
  async suggest(request: CompletionRequest, signal: AbortSignal): Promise<Suggestion | null> {
    return this.#suggest(request, signal, () => {});
  }

  /** @param onAsked called once the model is asked, with what ends the request */
  async #suggest(
    request: CompletionRequest,
    signal: AbortSignal,
    onAsked: (ended: AbortSignal) => void,
  ): Promise<Suggestion | null> {
    const work = this.#newWork(request.document.uri);
    const ended = AbortSignal.any([signal, work.signal, this.#disposed.signal]);
    let outcome: Outcome | undefined;
    try {
      outcome = await this.#answer(request, ended, () => onAsked(ended));
    } catch (error) {
      if (!ended.aborted) this.#done(nothing(t("An unexpected error occurred. Details are in the log.")));
      throw error;
    }
    if (ended.aborted || !outcome) return null;
    this.#done(outcome);
    this.#warming
      .warm(request, work.signal)
      .catch((error: unknown) => this.#deps.log?.(`Warming the cache failed: ${error}`));
    if (outcome.suggestion) this.#growth?.handedOut(request);
    return outcome.suggestion;
  }

  /**
   * The suggestions for a cursor, the likeliest first: several where the user asks for more than the one that is known
   * there, or where their editor won't ask again. None as above.
   */
  async suggestions(request: CompletionRequest, signal: AbortSignal): Promise<Suggestion[]> {
    const { document, position, trigger, asksOnce = false } = request;
    const context = cursorContext(document, position, request);
    const isKnown = !("whyNone" in context) && this.#shown.isKnown(context);
    if (trigger === "automatic" || "whyNone" in context || !(isKnown || asksOnce))
      return [await this.suggest(request, signal)].filter((first) => first !== null);
    const asked = this.#now();
    const late = new AbortController();
    let others: AskedAlternatives | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      const first = await this.#suggest(request, signal, (ended) => {
        others ??= this.#alternatives.ask(context, AbortSignal.any([ended, late.signal]));
      });
      if (!first) return [];
      const { least, most } = PATIENCE_MS;
      const patience = Math.min(most, Math.max(least, this.#now() - asked));
      timer = setTimeout(() => late.abort(UNWANTED), isKnown ? ALTERNATIVES_MS : patience);
      const remember = (answer: CompletionAnswer) => this.#shown.rememberAlternative(context, answer);
      const beside = others?.beside(first, remember).catch((error: unknown) => {
        this.#deps.log?.(`Asking for other suggestions failed: ${error}`);
        return [];
      });
      return [first, ...((await beside) ?? [])];
    } finally {
      clearTimeout(timer);
      late.abort(UNWANTED);
    }
  }

  /** The user accepted a suggestion in full. */
  accepted(id: string): void {
    this.#shown.accepted(id);
  }

  /** No suggestions until then (milliseconds since the epoch), or again from now on. */
  snooze(until: number | null): void {
    this.#gate.snooze(until);
    this.settingsChanged();
  }

  /** What is on its way where there are no suggestions any more is ended. */
  settingsChanged(): void {
    const isUnwanted = ({ context }: Flight) => this.#gate.whyNotHere(context) !== null;
    this.#endWhere(isUnwanted);
    this.#speculation.endWhere(isUnwanted);
  }

  /** The user has gone to a place, where they may want a suggestion next, and none elsewhere. */
  cursorMoved(document: ReadableDocument, position: Position): void {
    const { uri, text } = document;
    const place = { uri, text, cursor: document.offsetAt(position), line: position.line };
    this.#endWhere((flight) => !flight.mayBeWantedAt(place));
    this.#speculation.cursorMoved(place);
    const { settings, engine, context } = this.#deps;
    if (settings().completion.enabled && whyNoModel(engine.status) === null)
      context.cursorAt(document, position);
  }

  documentChanged(document: ReadableDocument): void {
    this.#rhythm.keystroke(this.#now());
    // A suggestion would be one for a text that is gone.
    this.#work.get(document.uri)?.abort(UNWANTED);
    this.#flights.documentChanged(document);
    this.#speculation.documentChanged(document);
  }

  documentClosed(uri: string): void {
    this.#work.get(uri)?.abort(UNWANTED);
    this.#work.delete(uri);
    this.#growth?.documentClosed(uri);
    this.#flights.end(uri);
    this.#speculation.documentClosed(uri);
    this.#prompter.forget(uri);
    this.#shown.forget(uri);
    this.#deps.syntax?.forget(uri);
    this.#deps.context.documentClosed(uri);
  }

  dispose(): void {
    this.#disposed.abort(UNWANTED);
    this.#statusSubscription.dispose();
    for (const work of this.#work.values()) work.abort(UNWANTED);
    this.#work.clear();
    this.#flights.endAll();
    this.#speculation.end();
    this.#listeners.clear();
    this.#deps.context.dispose();
  }

  #done({ whyNone, asked }: Omit<Outcome, "suggestion">): void {
    this.#last = asked.then((took) => (whyNone === undefined ? took : { ...took, whyNone }));
    this.#tell(this.#last).catch((error: unknown) => this.#deps.log?.(`A generation failed: ${error}`));
  }

  async #tell(completion: Promise<LastCompletion>): Promise<void> {
    const last = await completion;
    if (this.#last !== completion) return;
    for (const listener of this.#listeners) listener(last);
  }

  /** Ends answers on their way, and the requests that wait for them. */
  #endWhere(isUnwanted: (flight: Flight) => boolean): void {
    for (const uri of this.#flights.endWhere(isUnwanted)) this.#work.get(uri)?.abort(UNWANTED);
  }

  #newWork(uri: string): AbortController {
    this.#work.get(uri)?.abort(UNWANTED);
    const work = new AbortController();
    this.#work.set(uri, work);
    return work;
  }

  /** Undefined when the request was cancelled, or its text is gone. */
  async #answer(
    request: CompletionRequest,
    signal: AbortSignal,
    onAsked: () => void,
  ): Promise<Outcome | undefined> {
    const { document, position, trigger, selectedCompletion } = request;
    const context = cursorContext(document, position, request);
    if ("whyNone" in context) return nothing(context.whyNone);
    const why = await this.#gate.whyNone(context);
    if (why !== null) return nothing(why);
    if (signal.aborted) return undefined;
    this.#speculation.follow(context);
    if (trigger === "automatic") {
      const known = this.#shown.known(context, selectedCompletion !== undefined);
      const outcome = known && this.#show(known, context, trigger, signal);
      if (outcome) return outcome;
    }
    this.#deps.context.cursorAt(document, position);
    return this.#fromModel(request, context, signal, onAsked);
  }

  /** The outcome of an answer that is on its way already, or of a new one. Undefined as above. */
  async #fromModel(
    { document, trigger, selectedCompletion }: CompletionRequest,
    context: CursorContext,
    signal: AbortSignal,
    onAsked: () => void,
  ): Promise<Outcome | undefined> {
    const asked = this.#now();
    const isAutomatic = trigger === "automatic";
    let takesBeginning = isAutomatic;
    for (;;) {
      const flight =
        (isAutomatic ? this.#flights.at(context) : undefined) ??
        (await this.#begin(document, context, isAutomatic ? asked : undefined, signal));
      if (flight) onAsked();
      const end = await flight?.wait(context, signal, takesBeginning);
      if (signal.aborted || !flight) return undefined;
      if (end && "suggestion" in end) return end;
      const isOwn = flight.context === context;
      const answer = end && (isOwn ? end : this.#shown.known(context, selectedCompletion !== undefined));
      const outcome = answer && this.#show(answer, context, trigger, signal);
      if (outcome) return outcome;
      if (isOwn && answer && !answer.isBeginning) return nothing(alreadyThere(), answer.asked);
      // Nothing of it is new here: the whole answer is waited for, or another one.
      takesBeginning = false;
    }
  }

  /** The outcome for an answer, and a start on what comes after it; undefined when nothing of it is new. */
  #show(
    answer: CompletionAnswer,
    context: CursorContext,
    trigger: CompletionRequest["trigger"],
    signal: AbortSignal,
  ): Outcome | undefined {
    const presented = present(answer, context, trigger, this.#shown);
    if (presented?.shown && !answer.isBeginning) {
      this.#speculation
        .after(presented.shown, signal)
        .catch((error: unknown) => this.#deps.log?.(`Asking for what comes next failed: ${error}`));
    }
    return presented?.outcome;
  }

  /**
   * Asks the model, for an automatic request once the user pauses after the time it came at. Undefined when it was
   * cancelled, or its text is gone.
   */
  async #begin(
    document: ReadableDocument,
    context: CursorContext,
    askedAt: number | undefined,
    signal: AbortSignal,
  ): Promise<Flight | undefined> {
    const isBegun = this.#speculation.follow(context);
    const wait = askedAt === undefined || isBegun ? 0 : askedAt + this.#debounceMs - this.#now();
    await Promise.all([
      this.#prompter.needsPieces(context) ? this.#deps.context.look(context) : undefined,
      wait > 0 ? delay(wait, signal) : undefined,
    ]);
    // Its positions would be those of a text that is gone.
    if (signal.aborted || document.version !== context.version) return undefined;
    const written = this.#speculation.take(context);
    const begun = askedAt === undefined ? "" : written;
    const least = askedAt === undefined || begun !== "" ? 0 : this.#leastConfidence;
    return this.#flights.begin(
      context,
      this.#asker.ask(context, { lane: "completion", begun, leastConfidence: least }),
    );
  }

  get #debounceMs(): number {
    const { refusedInARow } = this.#shown;
    return debounceMs({ intervals: this.#rhythm.intervals, refusedInARow });
  }

  /** How sure the model has to be of what nobody has asked it for. */
  get #leastConfidence(): number {
    return this.#deps.measured?.showsDoubted ? 0 : leastConfidence(this.#shown.refusedInARow);
  }

  #grown(uri: string, whole: CompletionAnswer, isLonger: boolean): void {
    // What it took is known by now.
    this.#done(whole);
    const work = this.#work.get(uri);
    if (isLonger && work) void this.#growth?.grown(uri, work.signal);
  }

  /** Whether it is worth asking for what comes after a suggestion: not for the evaluation of a whole new prompt. */
  async #isWorthAsking(accepted: CursorContext): Promise<boolean> {
    if (this.#shown.isKnown(accepted) || this.#prompter.needsPieces(accepted)) return false;
    // A model that was unloaded meanwhile is loaded for who asks, not for what is asked ahead.
    if (whyNoModel(this.#deps.engine.status) !== null) return false;
    return (await this.#gate.whyNone(accepted)) === null;
  }
}
