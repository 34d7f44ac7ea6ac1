/** What comes of a request, as the parts of VS Code's API. */
import { randomUUID } from "node:crypto";
import { LanguageModelDataPart, LanguageModelTextPart, LanguageModelToolCallPart } from "vscode";
import type {
  LanguageModelEvent,
  RespondParams,
  RespondResult,
} from "../../language-server/protocol/language-model.ts";
import { ProgressText } from "./marked-progress.ts";
import { thinkingPart } from "./newer-api.ts";

/** Of one request. Only VS Code's chat is told how it goes and what it has taken: it shows that. */
export class ResponseParts {
  readonly #isVsCode: boolean;
  readonly #progress = new ProgressText();
  readonly #id = randomUUID();

  constructor(caller: RespondParams["caller"]) {
    this.#isVsCode = caller === "vscode";
  }

  /** @param name of the model that isn't loaded yet */
  loading(name: string): object[] {
    return this.#waiting(this.#progress.loads(name));
  }

  of(event: LanguageModelEvent): object[] {
    switch (event.kind) {
      case "text":
        return [new LanguageModelTextPart(event.text)];
      case "call":
        return [new LanguageModelToolCallPart(event.id, event.name, event.input)];
      case "thinking":
        return thinkingPart(this.#progress.ends() + event.text, this.#id);
      case "progress":
        return this.#waiting(this.#progress.reads(event.evaluatedTokens, event.promptTokens));
      case "queued":
        return this.#waiting(this.#progress.queued());
    }
  }

  /** VS Code fills its context meter from it. */
  usage({ promptTokens, generatedTokens, reusedTokens }: RespondResult): object[] {
    if (!this.#isVsCode || promptTokens === 0) return [];
    const usage = {
      prompt_tokens: promptTokens,
      completion_tokens: generatedTokens,
      total_tokens: promptTokens + generatedTokens,
      prompt_tokens_details: { cached_tokens: reusedTokens },
    };
    return [LanguageModelDataPart.json(usage, "usage")];
  }

  /** With the thoughts, which are one step in VS Code's chat by that. */
  #waiting(text: string): object[] {
    return this.#isVsCode && text !== "" ? thinkingPart(text, this.#id) : [];
  }
}
