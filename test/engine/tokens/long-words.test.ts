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

/** Few of these: each takes seconds. */
const MILLION = 1_000_000;

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

const runsOf = (units: readonly string[], lengths: readonly number[]): Run[] =>
  units.flatMap((unit) => lengths.map((length) => ({ unit, length })));

describe("long words, with a stack of 1 MB", function () {
  this.timeout(600_000);
  const like = runsOf(LIKE, [900, 4_000, 33_000]);
  const marked = runsOf(MARKS, [900, 33_000]);
  const longest = [
    ...runsOf(["a", "=", "\n", "🙂"], [MILLION / 10]),
    ...runsOf([" ", "字", "\u0301"], [MILLION]),
  ];
  /** One process for all of them: it takes seconds until both tokenizers are there. */
  let ended: Ended;
  before(async () => {
    ended = await tokenized([...like, ...marked, ...longest]);
  });

  const answersTo = (runs: readonly Run[]) => {
    const found = runs.map(({ unit, length }) =>
      ended.answers.find((answer) => answer.unit === unit && answer.length === length),
    );
    assert.equal(ended.signal, null, `it ended at ${JSON.stringify(ended.answers.at(-1))}`);
    return found.map((answer, index) => answer ?? assert.fail(`no answer to ${JSON.stringify(runs[index])}`));
  };

  it("become the tokens that gpt-oss' own tokenizer makes of them", () => {
    const wrong = answersTo(like).filter(({ isWhole, isRight }) => !isWhole || !isRight);
    assert.deepEqual(wrong, []);
  });

  it("lose nothing where llama.cpp has its own tokens", () => {
    assert.deepEqual(
      answersTo(marked).filter(({ isWhole }) => !isWhole),
      [],
    );
  });

  it("may have a million characters", () => {
    assert.deepEqual(
      answersTo(longest).filter(({ isWhole }) => !isWhole),
      [],
    );
  });
});
