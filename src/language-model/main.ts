/** Answers requests of VS Code's language model API. Loaded with the first of them. */
import {
  type CancellationToken,
  type Disposable,
  type LanguageModelChatRequestMessage,
  LanguageModelError,
  type Progress,
} from "vscode";
import type { RespondParams, RespondResult } from "../../language-server/protocol/language-model.ts";
import type { LanguageServer } from "../server/language-server.ts";
import type { Client } from "../server/main.ts";
import { serverEnd } from "../server/server-lost.ts";
import { t } from "../text/l10n.ts";
import { textsOf } from "./caller-messages.ts";
import type { OfferedModel } from "./model-information.ts";
import { type ChatRequest, respondParams } from "./request.ts";
import { ResponseParts } from "./response-parts.ts";
import { problemText, responseProblem } from "./response-problem.ts";
import { TokenCounts } from "./token-counts.ts";

/** Of each message, beside what it says. */
const FRAME_TOKENS = 4;

/** What it needs of the language server. */
export interface RespondingServer extends Pick<LanguageServer, "model" | "state" | "onDidChange"> {
  startedClient(): Promise<Pick<Client, "respond">>;
  readonly client: Pick<Client, "countTokens"> | undefined;
}

export class LanguageModel implements Disposable {
  readonly #server: RespondingServer;
  readonly #counts: TokenCounts;
  readonly #subscription: Disposable;
  #path: string | undefined;

  constructor(server: RespondingServer) {
    this.#server = server;
    this.#counts = new TokenCounts((texts) => this.#countExactly(texts));
    this.#path = server.model?.model?.path;
    this.#subscription = server.onDidChange(() => {
      const path = server.model?.model?.path;
      if (path === undefined || path === this.#path) return;
      this.#path = path;
      this.#counts.clear();
    });
  }

  /**
   * Answers the last message.
   *
   * @throws for VS Code's chat an Error without a stack, since it shows that to the user; for other extensions a
   *   LanguageModelError
   */
  async respond(
    model: OfferedModel,
    request: ChatRequest,
    progress: Progress<object>,
    token: CancellationToken,
  ): Promise<void> {
    const params = respondParams(request);
    try {
      const result = await this.#respond(model, params, progress, token);
      const problem = result && responseProblem(result, this.#server.model);
      if (problem) throw problem;
    } catch (error) {
      if (!token.isCancellationRequested)
        throw params.caller === "vscode" ? shownError(error) : this.#apiError(error);
    }
  }

  /** Tokens of a text or a message, exactly or nearly. */
  countTokens(text: string | LanguageModelChatRequestMessage): number {
    if (typeof text === "string") return this.#counts.count(text);
    return textsOf(text).reduce((sum, each) => sum + this.#counts.count(each), FRAME_TOKENS);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #apiError(thrown: unknown): LanguageModelError {
    const message = problemText(thrown);
    const hasModel = !/^(none|failed)$/.test(this.#server.model?.state ?? "none");
    return hasModel ? new LanguageModelError(message) : LanguageModelError.NotFound(message);
  }

  /** None while no model is there that could count. */
  async #countExactly(texts: string[]): Promise<number[]> {
    const { client, model } = this.#server;
    const isLoaded = model?.state === "ready" || model?.state === "working";
    return isLoaded && client ? client.countTokens(texts) : [];
  }

  async #respond(
    model: OfferedModel,
    params: Omit<RespondParams, "requestId">,
    progress: Progress<object>,
    token: CancellationToken,
  ): Promise<RespondResult | undefined> {
    const client = await this.#server.startedClient();
    if (token.isCancellationRequested) return undefined;
    const parts = new ResponseParts(params.caller);
    const report = (reported: readonly object[]) => {
      for (const part of reported) progress.report(part);
    };
    if (/^(loading|unloaded)$/.test(this.#server.model?.state ?? "")) report(parts.loading(model.name));
    const lost = serverEnd(
      this.#server,
      t("The language server stopped before the answer was complete. Try again."),
    );
    try {
      const answer = client.respond(params, token, (event) => report(parts.of(event)));
      const result = await Promise.race([answer, lost.promise]);
      report(parts.usage(result));
      return result;
    } finally {
      lost.dispose();
    }
  }
}

/** VS Code's chat shows an error's stack where it has one. */
function shownError(thrown: unknown): Error {
  const error = new Error(problemText(thrown));
  error.stack = "";
  return error;
}
