import { performance } from "node:perf_hooks";
import {
  commands,
  type InlineCompletionContext,
  InlineCompletionTriggerKind,
  type Position,
  type TextDocument,
  window,
} from "vscode";
import type { BaseLanguageClient, StaticFeature } from "vscode-languageclient/node";
import { onNotification, serve } from "../../common/wire.ts";
import { CompletionGrownNotification } from "../../language-server/protocol/completion.ts";
import { isHere, isSame, type RequestPosition } from "./request-position.ts";

/** The command ends before it has asked, and doesn't ask where nothing is shown. */
const ASKED_WITHIN_MS = 2_000;

/**
 * Shows the rest of a suggestion whose first line alone was there: VS Code asks once more, and goes on to what is new.
 * Its command for the next suggestion does nothing where none is shown: one that the user has sent away stays away.
 * The first line stays as another suggestion until a key is typed. VS Code goes back to it where a word of the whole is
 * accepted: the rest then comes once the line is accepted.
 */
export class GrowingSuggestions implements StaticFeature {
  /** Where VS Code is asked to ask; `until` is in milliseconds of `performance.now()`. */
  #awaited: (RequestPosition & { until: number }) | undefined;

  fillClientCapabilities(capabilities: Parameters<StaticFeature["fillClientCapabilities"]>[0]): void {
    capabilities.experimental = { ...capabilities.experimental, ossicleGrowing: true };
  }

  initialize(): void {}

  getState(): ReturnType<StaticFeature["getState"]> {
    return { kind: "static" };
  }

  clear(): void {}

  /** Shows what the server says has grown. */
  listen(client: BaseLanguageClient): void {
    serve(client, [
      onNotification(CompletionGrownNotification, ({ uri, version, position }) => {
        const document = window.activeTextEditor?.document;
        if (!document || client.code2ProtocolConverter.asUri(document.uri) !== uri) return;
        void this.show({ document, version, position: client.protocol2CodeConverter.asPosition(position) });
      }),
    ]);
  }

  /** Asks once more at a place, if that is where the user still looks at the suggestion. */
  async show(place: RequestPosition): Promise<void> {
    if (!isHere(place)) return;
    this.#awaited = { ...place, until: performance.now() + ASKED_WITHIN_MS };
    await commands.executeCommand("editor.action.inlineSuggest.showNext");
  }

  /** The context of a request: what is asked for here is no request of the user's. */
  contextOf(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
  ): InlineCompletionContext {
    const place = { document, version: document.version, position };
    const awaited = this.#awaited;
    this.#awaited = undefined;
    if (!awaited || performance.now() > awaited.until || !isSame(awaited, place)) return context;
    return { ...context, triggerKind: InlineCompletionTriggerKind.Automatic };
  }
}
