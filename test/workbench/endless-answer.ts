/** An answer that goes round and round, in rounds too long to be taken for a repetition. */
import { scriptedVocabulary } from "../../tools/fixtures/scripted.ts";

const WORDS = 300;

const { tokens, textTokens } = scriptedVocabulary({});
const words = tokens
  .slice(0, textTokens)
  .flatMap((token) => (/^Ġ[a-z]{5,}$/.test(token) && token !== "Ġassistant" ? [` ${token.slice(1)}`] : []))
  .slice(0, WORDS);

/** Each word is one token; the last one is followed by the first. */
export const ENDLESS_ANSWER: [round: string, first: { text: string }] = [
  words.join(""),
  { text: words[0] ?? "" },
];
