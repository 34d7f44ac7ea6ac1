/** Texts with long words and the real vocabulary: llama.cpp lives, and the tokens are gpt-oss' own. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { fixture } from "../../../tools/fixtures/cache.ts";
import type { Run, Tokenized } from "./long-words-child.ts";

const CHILD = fileURLToPath(new URL("./long-words-child.ts", import.meta.url));
/** Windows' threads have it, and some machines' users. */
const STACK_KB = 1_024;
const LIKE = [..."aAzé字я =/-7\n\t.", "🙂", "acgt", "漢字仮名", "ab ", " \n", "=/\n", "Ab"];
/** llama.cpp counts combining marks as signs, and makes other tokens of them than gpt-oss' own tokenizer. */
const MARKS = ["\u0301", "e\u0301", "=\u0301", "นำ้"];

interface Ended {
  answers: Tokenized[];
  /** How it ended; null where that was no signal. */
  signal: NodeJS.Signals | null;
}

async function tokenized(runs: readonly Run[]): Promise<Ended> {
  const args = [CHILD, await fixture("mid"), JSON.stringify(runs)];
  const stdio = ["ignore", "ignore", "ignore", "ipc"] as const;
  const child =
    process.platform === "win32"
      ? spawn(process.execPath, args, { stdio: [...stdio] })
      : spawn("sh", ["-c", `ulimit -s ${STACK_KB}; exec "$0" "$@"`, process.execPath, ...args], {
          stdio: [...stdio],
        });
  const answers: Tokenized[] = [];
  child.on("message", (answer: Tokenized) => answers.push(answer));
  return new Promise((resolve) => {
    child.on("close", (_code, signal) => resolve({ answers, signal }));
  });
}

describe("long words, with a stack of 1 MB", function () {
  this.timeout(600_000);

  it("become the tokens that gpt-oss' own tokenizer makes of them", async () => {
    const runs = LIKE.flatMap((unit) => [900, 4_000, 33_000].map((length) => ({ unit, length })));
    const { answers, signal } = await tokenized(runs);
    assert.equal(signal, null);
    const wrong = answers.filter(({ isWhole, isRight }) => !isWhole || !isRight);
    assert.deepEqual(wrong, []);
    assert.equal(answers.length, runs.length);
  });

  it("lose nothing where llama.cpp has its own tokens", async () => {
    const runs = MARKS.flatMap((unit) => [900, 33_000].map((length) => ({ unit, length })));
    const { answers, signal } = await tokenized(runs);
    assert.equal(signal, null);
    assert.deepEqual(
      answers.filter(({ isWhole }) => !isWhole),
      [],
    );
    assert.equal(answers.length, runs.length);
  });

  it("may have a million characters", async () => {
    const runs = ["a", " ", "=", "字", "\n", "🙂", "\u0301"].map((unit) => ({ unit, length: 1_000_000 }));
    const { answers, signal } = await tokenized(runs);
    assert.equal(signal, null);
    assert.deepEqual(
      answers.filter(({ isWhole }) => !isWhole),
      [],
    );
    assert.equal(answers.length, runs.length);
  });
});
