/** Inline completion: from a cursor to a suggestion. The one place of the feature that has effects. */

import type { Disposable } from "vscode-jsonrpc";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { sameFamily } from "../../../common/languages/languages.ts";
import { endsInComment } from "../../context/comments.ts";
import type { SecretFiles } from "../../context/secret-files.ts";
import { schemeOf } from "../../context/workspace-paths.ts";
import type { GenerateResult } from "../../engine-protocol/protocol.ts";
import type { LastCompletion } from "../../protocol/completion.ts";
import { t } from "../../text/l10n.ts";
import { StopRules } from "./answer/stop-rules.ts";
import { tidyAnswer } from "./answer/tidy.ts";
import { trimAnswer } from "./answer/trim.ts";
import { type StreamedAnswer, streamAnswer } from "./answer-stream.ts";
import { type CursorContext, cursorContext, toEdit } from "./cursor-context.ts";
import { whyNoModel, whyNoSuggestion } from "./gate.ts";
import { type PreparedPrompt, Prompter } from "./prompter.ts";
import { describeReuse, type SentPiece, sentPieces } from "./reuse-report.ts";
import { ShownSuggestions } from "./known/shown-suggestions.ts";
import { withLineFeeds } from "./text-windows.ts";
import type { CompletionDeps, CompletionRequest, Suggestion } from "./types.ts";
import type { CompletionAnswer } from "./known/typing-as-suggested.ts";

/** After this time without a request, the KV cache is warmed for a nearer anchor. */
const IDLE_MS = 1_000;

/** What runs for a document. */
interface Work {
  /** Ends the request in progress and what was planned for the time after it. */
  cancel: AbortController;
  /** The last prompt that went to the engine. */
  sent?: SentPiece[];
}

interface Outcome {
  suggestion: Suggestion | null;
  last: LastCompletion;
}

export class CompletionService {
  readonly #deps: CompletionDeps;
  readonly #now: () => number;
  readonly #secrets: SecretFiles;
  readonly #prompter: Prompter;
  readonly #shown: ShownSuggestions;
  /** By the document's URI. */
  readonly #work = new Map<string, Work>();
  readonly #listeners = new Set<(last: LastCompletion) => void>();
  readonly #disposed = new AbortController();
  readonly #statusSubscription: Disposable;
  #modelPath: string | undefined;
  #snoozedUntil: number | null = null;
  #last: LastCompletion = { prompt: [], whyNone: t("No suggestion has been requested yet.") };

  constructor(deps: CompletionDeps) {
    const { secrets, workspaceFolders, now = Date.now } = deps;
    this.#deps = deps;
    this.#now = now;
    this.#secrets = secrets;
    this.#prompter = new Prompter(workspaceFolders, () => deps.engine.status.model?.dialect ?? "harmony");
    this.#shown = new ShownSuggestions(now);
    this.#modelPath = deps.engine.status.model?.path;
    this.#statusSubscription = deps.engine.onStatus(({ model }) => {
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
    const ended = AbortSignal.any([signal, work.cancel.signal, this.#disposed.signal]);
    const outcome = await this.#answer(request, work, ended);
    if (ended.aborted || !outcome) return null;
    this.#last = outcome.last;
    for (const listener of this.#listeners) listener(outcome.last);
    this.#warmWhenIdle(request, work);
    return outcome.suggestion;
  }

  /** The user accepted a suggestion in full. */
  accepted(id: string): void {
    this.#shown.accepted(id);
  }

  /** No suggestions until then (milliseconds since the epoch), or again from now on. */
  snooze(until: number | null): void {
    this.#snoozedUntil = until;
  }

  documentClosed(uri: string): void {
    this.#work.get(uri)?.cancel.abort();
    this.#work.delete(uri);
    this.#prompter.forget(uri);
    this.#shown.forget(uri);
  }

  dispose(): void {
    this.#disposed.abort();
    this.#statusSubscription.dispose();
    for (const { cancel } of this.#work.values()) cancel.abort();
    this.#work.clear();
    this.#listeners.clear();
  }

  #begin(uri: string): Work {
    const previous = this.#work.get(uri);
    previous?.cancel.abort();
    const work = { cancel: new AbortController(), sent: previous?.sent };
    this.#work.set(uri, work);
    return work;
  }

  /** Undefined when the request was cancelled, or its text is gone. */
  async #answer(request: CompletionRequest, work: Work, signal: AbortSignal): Promise<Outcome | undefined> {
    const { document, position, trigger, selectedCompletion } = request;
    const context = cursorContext(document, position, request);
    if ("whyNone" in context) return nothing(context.whyNone);
    const why = this.#whyNoSuggestion(context) ?? (await this.#secrets.whyOpenExcluded(context.uri));
    if (why !== null) return nothing(why);
    if (signal.aborted) return undefined;
    if (trigger === "automatic") {
      const known = this.#shown.known(context, selectedCompletion !== undefined);
      const outcome = known && this.#show(known, context, trigger);
      if (outcome) return outcome;
    }
    const [sources] = await Promise.all([
      this.#prompter.needsDocuments(context) ? this.#snippetSources(context) : [],
      trigger === "automatic" ? delay(this.#shown.debounceMs, signal) : undefined,
    ]);
    // Its positions would be those of a text that is gone.
    if (signal.aborted || document.version !== context.version) return undefined;
    const begun = trigger === "automatic" ? this.#shown.begun(context) : "";
    const answer = await this.#generate(context, sources, begun, work, signal);
    if (signal.aborted) {
      if ("text" in answer) this.#shown.interrupted(context, answer);
      return undefined;
    }
    if ("suggestion" in answer) return answer;
    const checked = this.#checked(answer, context);
    this.#shown.remember(context, checked);
    return (
      this.#show(checked, context, trigger) ?? nothing(t("The suggested text is already there."), answer.last)
    );
  }

  #whyNoSuggestion({ uri, languageId, before }: CursorContext): string | null {
    const { engine, settings } = this.#deps;
    const why = whyNoSuggestion({
      scheme: schemeOf(uri),
      languageId,
      settings: settings().completion,
      snoozedUntil: this.#snoozedUntil,
      now: this.#now(),
      inComment: () => endsInComment(before, languageId),
    });
    if (why !== null) return why;
    const { status } = engine;
    if (status.state === "unloaded") {
      engine.load().catch((error: unknown) => this.#log(`The model couldn't be loaded: ${messageOf(error)}`));
    }
    return whyNoModel(status);
  }

  /** Other documents whose code may be shown to the model. */
  async #snippetSources({ uri, languageId }: CursorContext): Promise<TextDocument[]> {
    const others = [...this.#deps.openDocuments()].filter(
      (document) => document.uri !== uri && sameFamily(document.languageId, languageId),
    );
    const excluded = await Promise.all(others.map((document) => this.#secrets.whyOpenExcluded(document.uri)));
    return others.filter((_, index) => excluded[index] === null);
  }

  /** The model's answer, which goes on with what it has `begun` already, or the outcome when there is none. */
  async #generate(
    context: CursorContext,
    sources: TextDocument[],
    begun: string,
    work: Work,
    signal: AbortSignal,
  ): Promise<CompletionAnswer | Outcome> {
    const prompt = this.#prompter.prepare(context, sources, begun);
    const answering = streamAnswer(
      this.#deps.engine,
      {
        session: context.uri,
        prompt: prompt.prompt,
        continueWith: prompt.continueWith,
        begun,
        fence: prompt.fence,
        maxTokens: this.#deps.settings().completion.maxTokens,
      },
      new StopRules({ ...context, fence: prompt.fence }),
      signal,
    );
    const [answer] = await Promise.all([answering, this.#parse(context, signal)]);
    const { result } = answer;
    const tooLong = result.stopReason === "context" && result.counts.promptTokens === 0;
    if (tooLong && !signal.aborted && this.#prompter.shrink(context.uri)) {
      return this.#generate(context, sources, begun, work, signal);
    }
    this.#logAnswer(answer, prompt);
    const sent = sentPieces(prompt.prompt, result.parts);
    const last = { prompt: describeReuse(sent, work.sent), counts: result.counts };
    if (result.counts.promptTokens > 0) work.sent = sent;
    const whyNone = this.#whyFailed(result);
    if (whyNone !== undefined) return nothing(whyNone, last);
    return { text: tidyAnswer(answer.text, context), cut: answer.cut, last };
  }

  /** Parses the document for a look at the answer, once the request is on its way: nobody waits for this process. */
  #parse(context: CursorContext, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) =>
      setImmediate(() => {
        if (!signal.aborted) this.#deps.syntax?.prepare(context);
        resolve();
      }),
    );
  }

  #whyFailed({ stopReason, counts }: GenerateResult): string | undefined {
    if (stopReason === "engineLost") return t("The engine stopped unexpectedly and is restarting.");
    if (counts.promptTokens > 0) return undefined;
    if (stopReason === "context") return t("The code around the cursor doesn't fit in the model's context.");
    return whyNoModel(this.#deps.engine.status) ?? t("The engine is unavailable at the moment.");
  }

  /** The answer as far as it adds no error to the document. */
  #checked(answer: CompletionAnswer, context: CursorContext): CompletionAnswer {
    const insertion = trimAnswer(answer.text, { ...context, cut: answer.cut });
    const fitting = insertion && this.#deps.syntax?.fit(context, insertion);
    if (insertion && fitting === null)
      return { ...answer, text: "", whyNone: t("What the model wrote would be a syntax error here.") };
    if (!fitting || fitting === insertion) return answer;
    return { ...answer, text: withLineFeeds(fitting.text), cut: false };
  }

  /** The outcome for an answer; undefined when nothing of it is new at this place. */
  #show(
    answer: CompletionAnswer,
    context: CursorContext,
    trigger: CompletionRequest["trigger"],
  ): Outcome | undefined {
    if (answer.text.trim() === "")
      return nothing(answer.whyNone ?? t("The model has nothing to add here."), answer.last);
    const insertion = trimAnswer(answer.text, { ...context, cut: answer.cut });
    if (!insertion) return undefined;
    if (trigger === "automatic" && this.#shown.isRefused(context, answer)) {
      return nothing(t("You just dismissed this suggestion here."), answer.last);
    }
    const id = this.#shown.show(context, answer);
    return { suggestion: { id, ...toEdit(context, insertion) }, last: answer.last };
  }

  /** Once nobody types, a long prefill moves into the head, so that the next keystroke finds the cache warm. */
  #warmWhenIdle({ document, position }: CompletionRequest, work: Work): void {
    const { signal } = work.cancel;
    const { version } = document;
    const warm = async () => {
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
      work.sent = sentPieces(prompt.prompt, result.parts);
    };
    warm().catch((error: unknown) => this.#log(`Warming the cache failed: ${messageOf(error)}`));
  }

  #logAnswer({ result, stoppedBy }: StreamedAnswer, { reanchored }: PreparedPrompt): void {
    const { stopReason, stoppedBy: by, counts, evaluatedTokens } = result;
    this.#log(
      `Suggestion: ${Math.round(counts.totalMs)} ms, prompt ${counts.promptTokens} tokens ` +
        `(${counts.reusedTokens} reused), ${evaluatedTokens} evaluated, ${counts.generatedTokens} generated; ` +
        `ended by ${JSON.stringify(stoppedBy ?? by ?? stopReason)}${reanchored === null ? "" : `; new anchor: ${reanchored}`}.`,
    );
  }

  #log(line: string): void {
    this.#deps.log?.(line);
  }
}

function nothing(whyNone: string, last: LastCompletion = { prompt: [] }): Outcome {
  return { suggestion: null, last: { ...last, whyNone } };
}

/** Resolves after a time in milliseconds, or when the signal is aborted. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
