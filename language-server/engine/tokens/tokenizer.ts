/** Text and parts to tokens and back, with the model's own vocabulary. */
import type { LlamaModel, Token } from "node-llama-cpp";
import { LruMap } from "../../../common/lru-map.ts";
import type { Part } from "../../engine-protocol/protocol.ts";
import { GrowingTexts } from "./growing-texts.ts";
import { type InfillName, infillToken } from "./infill-tokens.ts";
import { KnownWords } from "./known-words.ts";
import { hasLineBlocks } from "./line-blocks.ts";
import { LIKE_GPT_4O, tokenizeWords, wordsOf } from "./long-words.ts";
import { markersOf, splitter } from "./markers.ts";

/** How many texts' tokens are cached: the same long parts come with every keystroke. */
const CACHED_TEXTS = 64;

/** Names that models give to the tokens which open a repository or a file. */
const HEADINGS = {
  repository: ["<|repo_name|>", "<repo_name>", "<reponame>"],
  file: ["<|file_sep|>", "<file_sep>", "<|file_separator|>", "<filename>"],
};

export class UnknownSpecialError extends Error {
  constructor(name: string) {
    super(`The model has no special token ${name}.`);
  }
}

/** The tokens of a prompt, with each part's share, and the lengths at which a checkpoint is wanted. */
export interface PromptTokens {
  tokens: Token[];
  /** As results have them. */
  parts: { tokens: number; special?: string; text?: string; isFrame?: boolean }[];
  checkpoints: number[];
  /** The marker with which the prompt has begun the model's thinking, where it has. */
  thinking?: string;
}

export class Tokenizer {
  readonly #model: LlamaModel;
  /** Tokens of text that are markers all the same, by name. */
  readonly #markers: ReadonlySet<string>;
  readonly #split: RegExp;
  readonly #words: RegExp | undefined;
  /** Undefined where it isn't known for certain what a word is. */
  readonly #knownWords: KnownWords<Token> | undefined;
  /** The vocabulary puts a space before a text's first word, which isn't there in the middle of a prompt. */
  readonly #addsSpace: boolean;
  readonly #specials = new Map<string, Token>();
  /** Of the tokens that were looked at, as all are that the model writes; "" for one that is text. */
  readonly #names = new Map<number, { token: Token; name: string }>();
  readonly #cache = new LruMap<string, Token[]>(CACHED_TEXTS);
  /** Undefined where the vocabulary doesn't allow for it. */
  readonly #growing: GrowingTexts<Token> | undefined;

  /** @param markers those of the model's header, where it was read before */
  constructor(model: LlamaModel, markers = markersOf(model)) {
    this.#model = model;
    this.#markers = markers;
    this.#split = splitter(markers);
    const { ggml } = model.fileInfo.metadata.tokenizer ?? {};
    this.#words = wordsOf(ggml);
    if (this.#words && LIKE_GPT_4O.has(ggml?.pre ?? ""))
      this.#knownWords = new KnownWords({
        words: this.#words,
        tokenize: (text) => this.#encode(text, (piece) => model.tokenize(piece, false)),
        detokenize: (tokens) => model.detokenize(tokens),
      });
    if (hasLineBlocks(ggml)) this.#growing = new GrowingTexts((piece) => this.#plain(piece));
    this.#addsSpace =
      model.tokenize("x", false).join() !== model.tokenize("x", false, "trimLeadingSpace").join();
  }

  /**
   * Tokens of plain text. Nothing in it becomes a special token: llama.cpp turns a literal marker into the
   * special token even when it is told not to, so what looks like one is cut in two after its first character.
   */
  text(text: string): Token[] {
    const cached = this.#cache.get(text);
    if (cached) return cached;
    const tokens = text
      .split(this.#split)
      .flatMap((piece) => this.#growing?.tokens(piece) ?? this.#plain(piece));
    this.#cache.set(text, tokens);
    return tokens;
  }

  /** Tokens of what a chat template says around texts: in this, markers are special tokens. */
  frame(text: string): Token[] {
    return this.#encode(text, (piece) => this.#model.tokenize(piece, true, "trimLeadingSpace"));
  }

  /** The token of a special by name. Throws `UnknownSpecialError` when the vocabulary has none of that name. */
  special(name: string): Token {
    const known = this.#specials.get(name) ?? this.#findSpecial(name);
    if (known === undefined) throw new UnknownSpecialError(name);
    this.#specials.set(name, known);
    return known;
  }

  prompt(parts: readonly Part[]): PromptTokens {
    const result: PromptTokens = { tokens: [], parts: [], checkpoints: [] };
    for (const part of parts) {
      const before = result.tokens.length;
      if ("checkpoint" in part) result.checkpoints.push(before);
      else for (const token of this.#part(part)) result.tokens.push(token);
      const tokens = result.tokens.length - before;
      const first =
        "start" in part || "infill" in part || "heading" in part ? result.tokens[before] : undefined;
      const special = first === undefined ? undefined : this.specialName(first);
      result.parts.push(special === undefined ? { tokens } : { tokens, special });
    }
    return result;
  }

  /** How long the text of tokens in the middle of a prompt is, without a character that begins before them. */
  textLength(tokens: readonly Token[]): number {
    return this.#model.detokenize([...this.#lead, ...tokens]).replace(/^\uFFFD+/, "").length;
  }

  /** Whether the vocabulary has all these special tokens. */
  hasSpecials(names: readonly string[]): boolean {
    return names.every((name) => this.#findSpecial(name) !== undefined);
  }

  /** Undefined for a model without. */
  infill(name: InfillName): Token | undefined {
    return infillToken(this.#model, name, (special) => this.#findSpecial(special));
  }

  /** The name of a special token, or undefined for a token that is text. */
  specialName(token: Token): string | undefined {
    const known = this.#names.get(token)?.name;
    if (known !== undefined) return known === "" ? undefined : known;
    const isSpecial = this.#model.isSpecialToken(token);
    const isMarker = isSpecial || this.#model.getTokenAttributes(token).userDefined;
    const text = isMarker ? this.#model.detokenize([token], true) : "";
    const name = isSpecial || this.#markers.has(text) ? text : "";
    this.#names.set(token, { token, name });
    return name === "" ? undefined : name;
  }

  /** A decoder for one answer: characters whose bytes are split across tokens come whole, with the last of them. */
  stream(): TokenStream {
    return new TokenStream(this.#model, this.#lead);
  }

  /** Has no text, and is put first where the text of a token depends on whether it is the first one. */
  get #lead(): readonly Token[] {
    const { bos } = this.#model.tokens;
    return this.#addsSpace && bos !== null ? [bos] : [];
  }

  /** Tokens of a piece that is no marker, as they are in the middle of a text. */
  #plain(piece: string): Token[] {
    if (piece === "" || !this.#addsSpace)
      return (
        this.#knownWords?.tokens(piece) ?? this.#encode(piece, (text) => this.#model.tokenize(text, false))
      );
    const lead = this.#model.tokenize("\n", false);
    const tokens = this.#model.tokenize(`\n${piece}`, false);
    const isLed = lead.every((token, index) => token === tokens[index]);
    return isLed ? tokens.slice(lead.length) : this.#model.tokenize(piece, false);
  }

  #encode(text: string, tokenize: (text: string) => Token[]): Token[] {
    if (!this.#words) return tokenize(text);
    return tokenizeWords(text, this.#words, {
      tokenize,
      detokenize: (tokens) => this.#model.detokenize(tokens),
    });
  }

  #part(part: Exclude<Part, { checkpoint: true }>): readonly Token[] {
    const { tokens } = this.#model;
    if ("heading" in part) {
      const name = this.#heading(part.heading);
      return name === undefined ? [] : [this.special(name), ...this.text(part.text)];
    }
    if ("unheaded" in part) return this.#heading("file") === undefined ? this.text(part.unheaded) : [];
    if ("text" in part) return this.#chosen(part) ?? this.text(part.text);
    if ("special" in part) return [this.special(part.special)];
    if ("start" in part) return tokens.shouldPrependBosToken && tokens.bos !== null ? [tokens.bos] : [];
    const token = this.infill(part.infill);
    return token === undefined ? [] : [token];
  }

  /** Tokens that the model itself has written. Undefined for those that it hasn't, that are markers, or of another text. */
  #chosen({ text, tokens }: { text: string; tokens?: readonly number[] | undefined }): Token[] | undefined {
    if (!tokens) return undefined;
    const chosen: Token[] = [];
    for (const id of tokens) {
      const known = this.#names.get(id);
      if (known?.name !== "") return undefined;
      chosen.push(known.token);
    }
    return this.#model.detokenize(chosen) === text ? chosen : undefined;
  }

  #heading(kind: keyof typeof HEADINGS): string | undefined {
    return HEADINGS[kind].find((name) => this.#findSpecial(name) !== undefined);
  }

  #findSpecial(name: string): Token | undefined {
    const [token, ...more] = this.#model.tokenize(
      name,
      true,
      this.#addsSpace ? "trimLeadingSpace" : undefined,
    );
    return token !== undefined && more.length === 0 && this.specialName(token) === name ? token : undefined;
  }
}

export class TokenStream {
  readonly #model: LlamaModel;
  readonly #lead: readonly Token[];
  /** Tokens from the one on in which a character begins that is not whole yet. */
  #pending: Token[] = [];
  /** Length of their text before that character: it was passed on. */
  #passed = 0;

  /** @param lead has no text, and comes first where the text of a token depends on whether it is the first one */
  constructor(model: LlamaModel, lead: readonly Token[]) {
    this.#model = model;
    this.#lead = lead;
  }

  push(token: Token): string {
    this.#pending.push(token);
    const text = this.#text();
    const isCut = text.endsWith("\uFFFD");
    const passable = text.slice(this.#passed, isCut ? -1 : undefined);
    if (!isCut) {
      this.#pending = [];
      this.#passed = 0;
    } else if (passable !== "") {
      // Some tokens end one character and begin the next, so the cut one may be followed by another such.
      this.#pending = [token];
      this.#passed = this.#text().length - 1;
    }
    return passable;
  }

  /** Bytes that never became a character, as U+FFFD. */
  flush(): string {
    const text = this.#pending.length > 0 ? this.#text().slice(this.#passed) : "";
    this.#pending = [];
    this.#passed = 0;
    return text;
  }

  #text(): string {
    return this.#model.detokenize([...this.#lead, ...this.#pending]);
  }
}
