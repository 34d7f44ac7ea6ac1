/** The model of last resort: it knows the sample workspace's two functions by heart, and nothing else. */
import { scriptedFixture } from "../fixtures/cache.ts";
import type { Script } from "../fixtures/scripted.ts";

const SCRIPT: Script = {
  sequences: [
    // shapes.ts and greeting.py; the prompt ends within the indentation (see `prompt/healing.ts`).
    [{ text: " " }, { text: " return width * height;\n}\n```" }, { special: "<|return|>" }],
    [{ text: "   " }, { text: " print(name)\n```" }, { special: "<|return|>" }],
  ],
};

export const standIn = (): Promise<string> => scriptedFixture(SCRIPT);
