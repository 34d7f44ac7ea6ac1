import { scriptedFixture } from "../../../tools/fixtures/cache.ts";

/** What the counting model says after " one", over and over. */
export const ROUND = " two three four one";

/** The path of a model that counts to four for ever, so that whatever comes in between finds an answer under way. */
export function countingModel(): Promise<string> {
  return scriptedFixture({
    sequences: [
      [{ text: " one" }, { text: ROUND }],
      [{ text: " return" }, { text: " a;\n}\n" }],
    ],
  });
}
