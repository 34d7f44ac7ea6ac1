/** Text and parts to tokens and back, with the model's own vocabulary. */
import type { LlamaModel, Token } from "node-llama-cpp";
import type { Part } from "./protocol.ts";

/** Texts whose tokens are remembered: the same long parts come with every keystroke. */
const CACHED_TEXTS = 64;
const MARKER = /^<\|[^|]+\|>$/;

export class UnknownSpecialError extends Error {
  constructor(name: string) {
    super(`The model has no special token ${name}.`);
  }
}

/** The tokens of a prompt, with each part's share, and the lengths at which a checkpoint is wanted. */
export interface PromptTokens {
  tokens: Token[];
  parts: number[];
  checkpoints: number[];
}

export class Tokenizer {
  readonly #model: LlamaModel;
  readonly #specials = new Map<string, Token>();
  /** "" for a token that is text. */
  readonly #names = new Map<Token, string>();
  readonly #cache = new Map<string, Token[]>();

  constructor(model: LlamaModel) {
    this.#model = model;
  }

  /**
   * Tokens of plain text. Nothing in it becomes a special token: llama.cpp turns a literal marker into the
   * special token even when it is told not to, so what looks like one is cut in two after its `<`.
   */
  text(text: string): Token[] {
    const cached = this.#cache.get(text);
    if (cached) {
      this.#cache.delete(text);
      this.#cache.set(text, cached);
      return cached;
    }
    const tokens = text
      .split(/(?<=<)(?=\|[^|\s<>]+\|>)/)
      .flatMap((piece) => (piece === "" ? [] : this.#model.tokenize(piece, false)));
    this.#cache.set(text, tokens);
    const oldest = this.#cache.keys().next();
    if (this.#cache.size > CACHED_TEXTS && !oldest.done) this.#cache.delete(oldest.value);
    return tokens;
  }

  /** The token of a special by name. Throws `UnknownSpecialError` when the vocabulary has none of that name. */
  special(name: string): Token {
    const known = this.#specials.get(name);
    if (known !== undefined) return known;
    const [token, ...more] = this.#model.tokenize(name, true);
    if (token === undefined || more.length > 0 || this.specialName(token) !== name)
      throw new UnknownSpecialError(name);
    this.#specials.set(name, token);
    return token;
  }

  prompt(parts: readonly Part[]): PromptTokens {
    const result: PromptTokens = { tokens: [], parts: [], checkpoints: [] };
    for (const part of parts) {
      const before = result.tokens.length;
      if ("checkpoint" in part) result.checkpoints.push(before);
      else if ("special" in part) result.tokens.push(this.special(part.special));
      else for (const token of this.text(part.text)) result.tokens.push(token);
      result.parts.push(result.tokens.length - before);
    }
    return result;
  }

  /** Whether the vocabulary has all these special tokens. */
  hasSpecials(names: readonly string[]): boolean {
    return names.every((name) => {
      const tokens = this.#model.tokenize(name, true);
      return tokens.length === 1 && tokens[0] !== undefined && this.specialName(tokens[0]) === name;
    });
  }

  /** The name of a special token, or undefined for a token that is text. */
  specialName(token: Token): string | undefined {
    const known = this.#names.get(token);
    if (known !== undefined) return known === "" ? undefined : known;
    // llama.cpp calls some of Harmony's markers user-defined, which elsewhere are plain text such as runs of spaces.
    const isSpecial = this.#model.isSpecialToken(token) || this.#model.getTokenAttributes(token).userDefined;
    const text = isSpecial ? this.#model.detokenize([token], true) : "";
    const name = this.#model.isSpecialToken(token) || MARKER.test(text) ? text : "";
    this.#names.set(token, name);
    return name === "" ? undefined : name;
  }

  /** A decoder for one answer: characters whose bytes are split across tokens come whole, with the last of them. */
  stream(): TokenStream {
    return new TokenStream(this.#model);
  }
}

export class TokenStream {
  readonly #model: LlamaModel;
  /** Tokens from the one on in which a character begins that is not whole yet. */
  #pending: Token[] = [];
  /** Length of their text before that character: it was passed on. */
  #passed = 0;

  constructor(model: LlamaModel) {
    this.#model = model;
  }

  push(token: Token): string {
    this.#pending.push(token);
    const text = this.#model.detokenize(this.#pending);
    const isCut = text.endsWith("\uFFFD");
    const passable = text.slice(this.#passed, isCut ? -1 : undefined);
    if (!isCut) {
      this.#pending = [];
      this.#passed = 0;
    } else if (passable !== "") {
      // Some tokens end one character and begin the next, so the cut one may be followed by another such.
      this.#pending = [token];
      this.#passed = this.#model.detokenize(this.#pending).length - 1;
    }
    return passable;
  }

  /** Bytes that never became a character, as U+FFFD. */
  flush(): string {
    const text = this.#pending.length > 0 ? this.#model.detokenize(this.#pending).slice(this.#passed) : "";
    this.#pending = [];
    this.#passed = 0;
    return text;
  }
}
