/** The answer so far, and its text on the way to who asked for it. */
import type { Token } from "node-llama-cpp";
import type { GenerateParams, StreamedToken } from "../../engine-protocol/protocol.ts";
import type { Drawn } from "../drawing/drawer.ts";
import type { PromptTokens, Tokenizer, TokenStream } from "../tokens/tokenizer.ts";
import { PrefixStripper } from "./fixed-prefix.ts";
import { StopTexts } from "./stop-texts.ts";

export class Output {
  readonly emit: (token: StreamedToken) => void;
  readonly prefix: PrefixStripper;
  readonly tokens: Token[] = [];
  readonly #decoder: TokenStream;
  readonly #stopTexts: StopTexts;
  #hasBegun = false;

  /** @param endTexts those with which the model may end its answer */
  constructor(
    tokenizer: Tokenizer,
    params: GenerateParams,
    endTexts: readonly string[],
    emit: Output["emit"],
  ) {
    this.emit = emit;
    this.prefix = new PrefixStripper(params.continueWith ?? "");
    this.#decoder = tokenizer.stream();
    this.#stopTexts = new StopTexts([...params.stop.texts, ...endTexts]);
  }

  /** Passes on the marker with which the template has begun the answer. */
  begin({ tokens, thinking }: PromptTokens): void {
    if (!this.#hasBegun && thinking !== undefined) this.emit({ id: tokens.at(-1) ?? 0, special: thinking });
    this.#hasBegun = true;
  }

  /** Returns the stop text that was found, if any. */
  push({ token, confidence }: Drawn): string | undefined {
    this.tokens.push(token);
    return this.#emitText({ id: token, confidence }, this.#decoder.push(token));
  }

  /** A token that has no text of its own, but ends the text before it. Returns the stop text found there, if any. */
  pushMarker(token: Token): string | undefined {
    this.tokens.push(token);
    const cutOff = this.#decoder.flush();
    return cutOff === "" ? undefined : this.#emitText({ id: token }, cutOff);
  }

  /** Passes on what was held back. Returns the stop text that was found, if any. */
  end(): string | undefined {
    const last = this.tokens.at(-1);
    if (last === undefined) return undefined;
    const stopText = this.#emitText({ id: last }, this.#decoder.flush());
    const held = this.#stopTexts.flush();
    if (held !== "") this.emit({ id: last, text: held });
    return stopText;
  }

  /** Passes text on as far as no stop text can be in it. */
  #emitText(token: StreamedToken, piece: string): string | undefined {
    const { text, stop } = this.#stopTexts.push(this.prefix.push(piece));
    this.emit(text === "" ? token : { ...token, text });
    return stop;
  }
}
