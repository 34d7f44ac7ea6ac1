/**
 * A model that knows the files which are written, but for words of which it is wrong: the same ones each time, as a
 * model that always takes the likeliest token is. So its answers agree with each other, and with the user up to the
 * next such word.
 */
import type { GenerateParams } from "../../language-server/engine-protocol/protocol.ts";
import { type Stream, textsOf } from "../../test/server/support/test-engine.ts";

/** Of 100 words, as many are others in a model's answer: then about half of all lines are exactly right. */
const WRONG_PERCENT = 12;
/** By which a place in a file is known. */
const TAIL_LENGTHS = [80, 40, 24];
const WORD = /[ \t]*\w+|\n[ \t]*|[ \t]*[^\w\s]|\s/g;
const WRONG = "unsure";

/** What the model was asked and has answered. */
export interface Answered {
  /** The end of the text before the cursor, as the model saw it. */
  before: string;
  text: string;
}

export class Oracle {
  readonly answers: Answered[] = [];
  readonly #wholes: readonly string[];

  constructor(wholes: readonly string[]) {
    this.#wholes = wholes;
  }

  answer({ prompt, continueWith = "" }: Pick<GenerateParams, "prompt" | "continueWith">): Stream {
    const begun = textsOf(prompt).at(-1) ?? "";
    // Before the code is the line that opens its fence.
    const code = begun.slice(begun.indexOf("\n") + 1) + continueWith;
    const before = code.slice(-Math.max(...TAIL_LENGTHS));
    const says = this.#words(before);
    this.answers.push({ before, text: says.join("") });
    return { says: [...says, "\n```"] };
  }

  /** Whether the text is how an answer goes on for a text that ends with `before`. */
  hasSaid(before: string, text: string): boolean {
    return this.answers.some((answered) => {
      for (let typed = 0; typed <= answered.text.length; typed++) {
        if (!answered.text.startsWith(text, typed)) continue;
        if (before.endsWith(answered.before + answered.text.slice(0, typed))) return true;
      }
      return false;
    });
  }

  #words(before: string): string[] {
    const place = this.#placeAfter(before);
    if (!place) return [/\s$/.test(before) ? WRONG : ` ${WRONG}`];
    const words: string[] = [];
    const rest = place.whole.slice(place.offset);
    const block = rest.slice(0, /\n[ \t]*\n/.exec(rest)?.index);
    for (const { 0: word, index } of block.matchAll(WORD)) {
      if (/\w/.test(word) && isWrong(place.offset + index + word.length))
        return [...words, word.replace(/\w+/, WRONG), ";"];
      words.push(word);
    }
    return words;
  }

  #placeAfter(before: string): { whole: string; offset: number } | undefined {
    for (const length of TAIL_LENGTHS) {
      const tail = before.slice(-length);
      for (const whole of this.#wholes) {
        const found = whole.indexOf(tail);
        if (found >= 0) return { whole, offset: found + tail.length };
      }
    }
    return undefined;
  }
}

/** By where a word ends, so that it doesn't matter how much of it is there already. */
function isWrong(end: number): boolean {
  let hash = Math.imul(end + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % 100 < WRONG_PERCENT;
}
