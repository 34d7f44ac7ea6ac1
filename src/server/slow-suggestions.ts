import { performance } from "node:perf_hooks";
import {
  type CancellationToken,
  CancellationTokenSource,
  commands,
  Disposable,
  type InlineCompletionContext,
  type InlineCompletionItem,
  type InlineCompletionList,
  InlineCompletionTriggerKind,
  type Position,
  type TextDocument,
  window,
  workspace,
} from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import { isHere, isSame, type RequestPosition } from "./request-position.ts";

/**
 * With `editor.quickSuggestions` at its default ("offWhenInlineCompletions"), VS Code waits 750 ms for a suggestion
 * before it looks for words to list instead. It then cancels the request, and asks again at the next key only.
 * A busy machine may bring the request half a second late. Keys are known by the text and the cursor; what this tells
 * apart is Escape, right after the key at which VS Code asked.
 */
const GIVEN_UP_AFTER_MS = 200;

/** A command that shows what was kept asks for it sooner than this, on a busy machine, too. */
const SHOWN_WITHIN_MS = 5_000;

type Provide = NonNullable<Middleware["provideInlineCompletionItems"]>;
type Items = InlineCompletionItem[] | InlineCompletionList | null | undefined;

/** Lets the model finish a suggestion that VS Code has given up, and has it shown if nobody has typed meanwhile. */
export class SlowSuggestions {
  #requests = 0;
  /** `at` is when it was kept, in milliseconds of `performance.now()`. */
  #kept: (RequestPosition & { items: Items; at: number }) | undefined;
  /** Where the last suggestion was handed out. What ends a further request there may be Escape: it must not come back. */
  #handedOut: RequestPosition | undefined;

  async provide(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
    next: Parameters<Provide>[4],
  ): Promise<Items> {
    const place: RequestPosition = { document, version: document.version, position };
    const request = ++this.#requests;
    const kept = this.#kept;
    this.#kept = undefined;
    // The widget's choice is another question.
    if (kept && isSame(kept, place) && !context.selectedCompletionInfo) {
      this.#handedOut = place;
      return kept.items;
    }
    // The command that shows what was kept asks wherever the cursor is by now: nobody wants a suggestion there.
    if (kept && !isSame(kept, place) && isInvoked(context) && performance.now() - kept.at < SHOWN_WITHIN_MS)
      return null;
    const wasSeen = this.#handedOut !== undefined && isSame(this.#handedOut, place);
    const startedAt = performance.now();
    const cancel = new CancellationTokenSource();
    const subscriptions: Disposable[] = [];
    const cancelWhenGone = () => {
      if (!isHere(place)) cancel.cancel();
    };
    subscriptions.push(
      token.onCancellationRequested(() => {
        const givenUp = !wasSeen && !isInvoked(context) && performance.now() - startedAt >= GIVEN_UP_AFTER_MS;
        if (!givenUp) return cancel.cancel();
        // The user's next key may be what has cancelled it: it comes right after.
        subscriptions.push(
          workspace.onDidChangeTextDocument(cancelWhenGone),
          window.onDidChangeTextEditorSelection(cancelWhenGone),
          window.onDidChangeActiveTextEditor(cancelWhenGone),
        );
        cancelWhenGone();
      }),
    );
    try {
      const items = await next(document, position, context, cancel.token);
      const givenUp = token.isCancellationRequested && !cancel.token.isCancellationRequested;
      if (givenUp && request === this.#requests && isHere(place) && !isEmpty(items)) {
        this.#kept = { ...place, items, at: performance.now() };
        void commands.executeCommand("editor.action.inlineSuggest.trigger");
      }
      if (!token.isCancellationRequested && !isEmpty(items)) this.#handedOut = place;
      return items;
    } finally {
      Disposable.from(...subscriptions, cancel).dispose();
    }
  }
}

function isInvoked({ triggerKind }: InlineCompletionContext): boolean {
  return triggerKind === InlineCompletionTriggerKind.Invoke;
}

function isEmpty(items: Items): boolean {
  return ((Array.isArray(items) ? items : items?.items) ?? []).length === 0;
}
