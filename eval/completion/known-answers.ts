/**
 * What a model said is kept in a file, and asked again only where that isn't enough: a change of the rules after the
 * model is measured without running it. The same prompt has the same answer, as nothing is drawn by chance.
 */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import * as v from "valibot";
import type { GenerateOptions } from "../../language-server/engine-client/api.ts";
import { EngineClient } from "../../language-server/engine-client/client.ts";
import type { EngineLinkOptions } from "../../language-server/engine-client/engine-link.ts";
import type {
  GenerateParams,
  GenerateResult,
  StreamedToken,
} from "../../language-server/engine-protocol/protocol.ts";

/** The most that an engine gives. */
const CONFIDENCE_TOKENS = 2;

const answerSchema = v.object({
  key: v.string(),
  tokens: v.array(v.custom<StreamedToken>((token) => typeof token === "object")),
  result: v.custom<GenerateResult>((result) => typeof result === "object"),
});
type Answer = v.InferOutput<typeof answerSchema>;

type Request = Omit<GenerateParams, "id">;

/** The engine's client, which answers suggestions from a file where it can, and knows what was said last. */
export class AnsweringEngine extends EngineClient {
  readonly #file: string | undefined;
  readonly #answers = new Map<string, Answer>();
  #said = "";

  /** @param file one JSON object a line; it need not exist. Without it, the model is asked each time. */
  constructor(options: EngineLinkOptions, file: string | undefined) {
    super(options);
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    for (const line of readFileSync(file, "utf8").split("\n")) {
      if (line === "") continue;
      const answer = v.parse(answerSchema, JSON.parse(line));
      this.#answers.set(answer.key, answer);
    }
  }

  /** The last answer as the model wrote it, up to where it was ended, if not further. */
  get said(): string {
    return this.#said;
  }

  override async generate(request: Request, options: GenerateOptions): Promise<GenerateResult> {
    if (request.lane !== "completion") return super.generate(request, options);
    const key = keyOf(request, basename(this.settings.model.path));
    const known = this.#answers.get(key);
    this.#said = textOf(known?.tokens ?? []);
    const { signal, onTokens } = options;
    let given = 0;
    for (const token of known?.tokens ?? []) {
      if (signal.aborted) break;
      given++;
      onTokens?.([token]);
    }
    if (known && (signal.aborted || known.result.stopReason !== "cancelled"))
      return signal.aborted ? { ...known.result, stopReason: "cancelled" } : known.result;
    const tokens: StreamedToken[] = [];
    const result = await super.generate(
      { ...request, confidenceTokens: CONFIDENCE_TOKENS },
      {
        ...options,
        onTokens: (arrived) => {
          const fresh = arrived.slice(Math.max(0, given - tokens.length));
          tokens.push(...arrived);
          this.#said = textOf(tokens);
          if (fresh.length > 0) onTokens?.(fresh);
        },
      },
    );
    if (result.counts.promptTokens > 0) this.#keep({ key, tokens, result });
    return result;
  }

  #keep(answer: Answer): void {
    this.#answers.set(answer.key, answer);
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(answer)}\n`);
  }
}

const textOf = (tokens: readonly StreamedToken[]): string => tokens.map(({ text = "" }) => text).join("");

function keyOf({ prompt, continueWith, maxTokens, stop }: Request, model: string): string {
  const asked = JSON.stringify([model, prompt, continueWith, maxTokens, stop]);
  return createHash("sha256").update(asked).digest("hex");
}
