/** Text of which a scripted model says as much as is wanted: each word is one token, and none comes twice. */
import { scriptedVocabulary } from "../../tools/fixtures/scripted.ts";

const { tokens, textTokens } = scriptedVocabulary({});
const WORDS = tokens
  .slice(0, textTokens)
  .flatMap((token) => (/^Ġ[a-z]{5,}$/.test(token) && token !== "Ġassistant" ? [token.slice(1)] : []));

/** So many words, each with a space before it. */
export const distinctWords = (count: number, without: readonly string[] = []): string =>
  WORDS.filter((word) => !without.includes(word))
    .slice(0, count)
    .map((word) => ` ${word}`)
    .join("");

const ROUND = distinctWords(300);

/** An answer that goes round and round, in rounds too long to be taken for a repetition: the last word, then the first. */
export const ENDLESS_ANSWER: [round: string, first: { text: string }] = [
  ROUND,
  { text: ` ${WORDS[0] ?? ""}` },
];
