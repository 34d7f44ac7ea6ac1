import { mutantChecks } from "../mutants.ts";
import { open, patch, search, shell, tree } from "../session-calls.ts";
import type { TaskData } from "../task.ts";

const PACKAGE = `
{
  "name": "sample",
  "version": "1.0.0",
  "type": "module",
  "private": true,
  "scripts": { "test": "node --test" }
}
`;

/** In one process: quicker, and the same result. */
const TEST = ["node", "--test", "--test-isolation=none"];

const SLUG = `
/**
 * The part of an address for a title: lower case, words joined by "-", nothing else than letters and digits of ASCII,
 * accents taken off, at most 40 characters and never half a word unless the first one alone is longer.
 */
export function slug(title) {
  const words = title
    .normalize("NFD")
    .replace(/\\p{M}/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  if (!words) return "untitled";
  let text = words[0].slice(0, 40);
  for (const word of words.slice(1)) {
    if (text.length + 1 + word.length > 40) break;
    text += "-" + word;
  }
  return text;
}
`;

const QUEUE = `
/** Holds at most \`limit\` items. A full queue drops its oldest item; \`dropped\` counts them. */
export class Queue {
  #items = [];
  dropped = 0;

  constructor(limit) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError("limit");
    this.limit = limit;
  }

  push(item) {
    this.#items.push(item);
    if (this.#items.length > this.limit) {
      this.#items.shift();
      this.dropped++;
    }
  }

  /** The oldest item, or undefined. */
  take() {
    return this.#items.shift();
  }

  get size() {
    return this.#items.length;
  }
}
`;

export const javascriptTasks: readonly TaskData[] = [
  {
    name: "explain-retries",
    kind: "explain",
    files: {
      "package.json": PACKAGE,
      "README.md": `
# fetcher

Downloads files, and tries again when the network fails. See \`src/\`.
`,
      "src/index.js": `
export { download } from "./download.js";
export { DEFAULTS } from "./defaults.js";
`,
      "src/defaults.js": `
/** Every value can be overridden by a caller. */
export const DEFAULTS = {
  timeoutMs: 30_000,
  attempts: 4,
  firstPauseMs: 250,
  longestPauseMs: 800,
  userAgent: "fetcher/1",
};
`,
      "src/download.js": `
import { DEFAULTS } from "./defaults.js";
import { withRetries } from "./retry.js";

export async function download(url, options = {}) {
  const settings = { ...DEFAULTS, ...options };
  return withRetries(settings, async () => {
    const response = await fetch(url, {
      headers: { "user-agent": settings.userAgent },
      signal: AbortSignal.timeout(settings.timeoutMs),
    });
    if (!response.ok) throw new Error("HTTP " + response.status);
    return new Uint8Array(await response.arrayBuffer());
  });
}
`,
      "src/retry.js": `
import { setTimeout as delay } from "node:timers/promises";

/** The first attempt counts. */
export async function withRetries({ attempts, firstPauseMs, longestPauseMs }, work) {
  let pause = firstPauseMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts) throw error;
      await delay(pause);
      pause = Math.min(pause * 2, longestPauseMs);
    }
  }
}
`,
    },
    question:
      "When a download keeps failing, how often is it tried again after the first time, and how many milliseconds does it wait before each of these tries? Name the file that decides it.",
    checks: [
      { answer: /\b(?:3|three)\b/i },
      { answer: /\b250\b/ },
      { answer: /\b500\b/ },
      { answer: /\b800\b/ },
      { answer: /retry\.js/ },
    ],
    session: {
      calls: [tree(), search("attempts", "src"), open("src/retry.js"), open("src/defaults.js")],
      answer:
        "It is tried 3 more times (4 attempts in all). It waits 250 ms, then 500 ms, then 800 ms: the pause doubles, up to `longestPauseMs`. `src/retry.js` decides it, with the values of `src/defaults.js`.",
    },
    guess:
      "It is retried 4 times with an exponential backoff that starts at one second; see src/download.js.",
  },
  {
    name: "fix-last-page",
    kind: "fix",
    files: {
      "package.json": PACKAGE,
      "src/pages.js": `
import { clamp } from "./numbers.js";

/** One page of a list, with what a footer needs. Pages are counted from 1. */
export function pageOf(items, page, size) {
  const pages = pageCount(items.length, size);
  const number = clamp(page, 1, pages);
  const start = (number - 1) * size;
  return { number, pages, items: items.slice(start, start + size) };
}

export function pageCount(length, size) {
  return Math.max(1, Math.floor(length / size));
}
`,
      "src/numbers.js": `
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
`,
      "test/pages.test.js": `
import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf } from "../src/pages.js";

const letters = [..."abcdefg"];

test("a page in the middle", () => {
  assert.deepEqual(pageOf(letters, 2, 3).items, ["d", "e", "f"]);
});

test("the last page may be short", () => {
  assert.deepEqual(pageOf(letters, 3, 3), { number: 3, pages: 3, items: ["g"] });
});

test("nothing is one empty page", () => {
  assert.deepEqual(pageOf([], 1, 3), { number: 1, pages: 1, items: [] });
});
`,
    },
    question: "A test fails. Find out why and fix the code, not the test.",
    checks: [
      { same: ["test/pages.test.js"] },
      { run: TEST },
      {
        run: ["node", "judge.mjs"],
        files: {
          "judge.mjs": `
import assert from "node:assert/strict";
import { pageOf } from "./src/pages.js";
assert.equal(pageOf([1, 2, 3, 4], 9, 2).pages, 2);
assert.deepEqual(pageOf([1, 2, 3, 4], 9, 2).items, [3, 4]);
assert.deepEqual(pageOf([1, 2, 3, 4, 5], 3, 2).items, [5]);
`,
        },
      },
    ],
    session: {
      calls: [
        shell("node --test 2>&1 | tail -40"),
        open("src/pages.js"),
        patch(`
*** Update File: src/pages.js
@@ export function pageCount(length, size) {
-  return Math.max(1, Math.floor(length / size));
+  return Math.max(1, Math.ceil(length / size));
`),
        shell("node --test"),
      ],
      answer:
        "`pageCount` rounded down, so a short last page didn't count. It rounds up now; the tests pass.",
    },
  },
  {
    name: "fix-cache-expiry",
    kind: "fix",
    files: {
      "package.json": PACKAGE,
      "src/clock.js": `
/** Seconds since 1970, with fractions. */
export const systemClock = { now: () => Date.now() / 1000 };
`,
      "src/cache.js": `
import { systemClock } from "./clock.js";

export class Cache {
  #entries = new Map();
  #clock;
  #lifeMs;

  constructor(lifeMs, clock = systemClock) {
    this.#lifeMs = lifeMs;
    this.#clock = clock;
  }

  set(key, value) {
    this.#entries.set(key, { value, until: this.#clock.now() + this.#lifeMs });
  }

  get(key) {
    const entry = this.#entries.get(key);
    if (!entry || entry.until <= this.#clock.now()) return undefined;
    return entry.value;
  }
}
`,
      "src/sessions.js": `
import { Cache } from "./cache.js";

const LIFE_MS = 15 * 60 * 1000;

export const newSessions = (clock) => new Cache(LIFE_MS, clock);
`,
      "test/sessions.test.js": `
import assert from "node:assert/strict";
import { test } from "node:test";
import { newSessions } from "../src/sessions.js";

test("a session lives for 15 minutes", () => {
  let seconds = 1_000;
  const sessions = newSessions({ now: () => seconds });
  sessions.set("ann", 1);
  seconds += 14 * 60;
  assert.equal(sessions.get("ann"), 1);
  seconds += 2 * 60;
  assert.equal(sessions.get("ann"), undefined);
});
`,
    },
    question:
      "Sessions never end, and the test in test/sessions.test.js shows it. Fix it without changing the clock, the test or what LIFE_MS means.",
    checks: [
      { same: ["test/sessions.test.js", "src/clock.js"] },
      { file: "src/sessions.js", has: /15 \* 60 \* 1000/ },
      { run: TEST },
      {
        run: ["node", "judge.mjs"],
        files: {
          "judge.mjs": `
import assert from "node:assert/strict";
import { Cache } from "./src/cache.js";
let seconds = 50;
const cache = new Cache(2500, { now: () => seconds });
cache.set("a", 1);
seconds += 2.4;
assert.equal(cache.get("a"), 1);
seconds += 0.2;
assert.equal(cache.get("a"), undefined);
`,
        },
      },
    ],
    session: {
      calls: [
        tree(),
        open("src/cache.js"),
        open("src/clock.js"),
        patch(`
*** Update File: src/cache.js
@@   set(key, value) {
-    this.#entries.set(key, { value, until: this.#clock.now() + this.#lifeMs });
+    this.#entries.set(key, { value, until: this.#clock.now() + this.#lifeMs / 1000 });
`),
        shell("node --test"),
      ],
      answer: "The clock counts seconds, and the cache added milliseconds to it. It divides by 1000 now.",
    },
  },
  {
    name: "rename-function",
    kind: "rename",
    files: {
      "package.json": PACKAGE,
      "README.md": `
# users

\`getUsr(id)\` finds a user. \`getUsrAgent()\` says how the service calls itself.
`,
      "src/users.js": `
const users = new Map([[1, { id: 1, name: "Ann" }]]);

/** Undefined where there is none. */
export function getUsr(id) {
  return users.get(id);
}
`,
      "src/agent.js": `
export const getUsrAgent = () => "users/1";
`,
      "src/index.js": `
export { getUsr } from "./users.js";
export { getUsrAgent } from "./agent.js";
`,
      "src/greeting.js": `
import { getUsr } from "./users.js";

export function greeting(id) {
  const user = getUsr(id);
  return user ? "Hello " + user.name : "Hello";
}
`,
      "test/users.test.js": `
import assert from "node:assert/strict";
import { test } from "node:test";
import * as api from "../src/index.js";
import { greeting } from "../src/greeting.js";

test("finds a user", () => {
  assert.equal(api.getUsr(1).name, "Ann");
  assert.equal(greeting(1), "Hello Ann");
  assert.equal(greeting(2), "Hello");
});

test("has a name", () => {
  assert.equal(api.getUsrAgent(), "users/1");
});
`,
    },
    question:
      "Rename the function getUsr to findUser everywhere, in the tests and the README too. getUsrAgent keeps its name.",
    checks: [
      { nowhere: /\bgetUsr\b/ },
      { file: "README.md", has: /`findUser\(id\)`/ },
      { file: "README.md", has: /getUsrAgent/ },
      { file: "test/users.test.js", has: /api\.findUser\(1\)/ },
      { file: "src/index.js", has: /\bgetUsrAgent\b/ },
      { run: TEST },
    ],
    session: {
      calls: [
        search("getUsr"),
        open("src/greeting.js"),
        patch(`
*** Update File: README.md
@@
-\`getUsr(id)\` finds a user. \`getUsrAgent()\` says how the service calls itself.
+\`findUser(id)\` finds a user. \`getUsrAgent()\` says how the service calls itself.
*** Update File: src/users.js
@@
-export function getUsr(id) {
+export function findUser(id) {
*** Update File: src/index.js
@@
-export { getUsr } from "./users.js";
+export { findUser } from "./users.js";
*** Update File: src/greeting.js
@@
-import { getUsr } from "./users.js";
+import { findUser } from "./users.js";
@@ export function greeting(id) {
-  const user = getUsr(id);
+  const user = findUser(id);
*** Update File: test/users.test.js
@@
-  assert.equal(api.getUsr(1).name, "Ann");
+  assert.equal(api.findUser(1).name, "Ann");
`),
        shell("node --test"),
      ],
      answer: "`getUsr` is `findUser` now, in the sources, the test and the README. The tests pass.",
    },
  },
  {
    name: "option-json",
    kind: "option",
    files: {
      "package.json": PACKAGE,
      "README.md": `
# count

    node src/cli.js FILE...

Prints lines and words of each file.
`,
      "src/cli.js": `
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { count } from "./count.js";
import { asTable } from "./table.js";

const { positionals } = parseArgs({ allowPositionals: true });
const rows = [];
for (const file of positionals) rows.push({ file, ...count(await readFile(file, "utf8")) });
console.log(asTable(rows));
`,
      "src/count.js": `
export function count(text) {
  return {
    lines: text === "" ? 0 : text.replace(/\\n$/, "").split("\\n").length,
    words: text.match(/\\S+/g)?.length ?? 0,
  };
}
`,
      "src/table.js": `
export function asTable(rows) {
  return rows.map(({ file, lines, words }) => [file, lines, words].join("\\t")).join("\\n");
}
`,
      "test/count.test.js": `
import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "../src/count.js";

test("counts lines and words", () => {
  assert.deepEqual(count("a b\\nc\\n"), { lines: 2, words: 3 });
  assert.deepEqual(count(""), { lines: 0, words: 0 });
});
`,
    },
    question:
      "Add an option --json to the command line: it prints the rows as one JSON array of objects with file, lines and words. Without it nothing changes. Say it in the README, and write a test.",
    checks: [
      {
        run: ["node", "judge.mjs"],
        files: {
          "one.txt": "a b\nc\n",
          "two.txt": "",
          "judge.mjs": `
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
const run = (...args) => execFileSync(process.execPath, ["src/cli.js", ...args], { encoding: "utf8" });
const rows = [{ file: "one.txt", lines: 2, words: 3 }, { file: "two.txt", lines: 0, words: 0 }];
assert.deepEqual(JSON.parse(run("--json", "one.txt", "two.txt")), rows);
assert.deepEqual(JSON.parse(run("one.txt", "two.txt", "--json")), rows);
assert.equal(run("one.txt", "two.txt"), "one.txt\\t2\\t3\\ntwo.txt\\t0\\t0\\n");
`,
        },
      },
      { file: "README.md", has: /--json/ },
      { run: TEST },
      // Its own test sees when the option does nothing.
      {
        run: TEST,
        files: {
          "src/cli.js": 'console.log("one.txt\\t2\\t3");\n',
          "src/table.js": "export const asTable = 0;\n",
        },
        fails: true,
      },
    ],
    session: {
      calls: [
        tree(),
        open("src/cli.js"),
        open("README.md"),
        patch(`
*** Update File: src/cli.js
@@
-const { positionals } = parseArgs({ allowPositionals: true });
+const { positionals, values } = parseArgs({
+  allowPositionals: true,
+  options: { json: { type: "boolean", default: false } },
+});
@@
-console.log(asTable(rows));
+console.log(values.json ? JSON.stringify(rows) : asTable(rows));
*** Update File: README.md
@@
-    node src/cli.js FILE...
+    node src/cli.js [--json] FILE...
 
-Prints lines and words of each file.
+Prints lines and words of each file; with \`--json\` as one JSON array.
*** Add File: test/cli.test.js
+import assert from "node:assert/strict";
+import { execFileSync } from "node:child_process";
+import { test } from "node:test";
+
+test("--json prints an array", () => {
+  const args = ["src/cli.js", "--json", "package.json"];
+  const [row] = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
+  assert.equal(row.file, "package.json");
+  assert.ok(row.lines > 0 && row.words > 0);
+});
`),
        shell("node --test"),
      ],
      answer:
        "`--json` prints the rows as a JSON array. The README says so, and `test/cli.test.js` tests it.",
    },
  },
  {
    name: "option-ignore-case",
    kind: "option",
    files: {
      "package.json": PACKAGE,
      "bin/find.js": `
import { readFileSync } from "node:fs";
import { parseFlags } from "../src/flags.js";
import { matchingLines } from "../src/match.js";

const { flags, rest } = parseFlags(process.argv.slice(2));
const [word, file] = rest;
for (const line of matchingLines(readFileSync(file, "utf8"), word, flags)) console.log(line);
`,
      "src/flags.js": `
/** What each flag is called, long and short. */
const NAMES = new Map([
  ["--invert", "invert"],
  ["-v", "invert"],
]);

export function parseFlags(args) {
  const flags = { invert: false };
  const rest = [];
  for (const arg of args) {
    const name = NAMES.get(arg);
    if (name) flags[name] = true;
    else if (arg.startsWith("-")) throw new Error("Unknown option " + arg);
    else rest.push(arg);
  }
  return { flags, rest };
}
`,
      "src/match.js": `
export function matchingLines(text, word, { invert }) {
  return text.split("\\n").filter((line) => line !== "" && line.includes(word) !== invert);
}
`,
      "test/match.test.js": `
import assert from "node:assert/strict";
import { test } from "node:test";
import { matchingLines } from "../src/match.js";

test("finds lines with a word, or without it", () => {
  assert.deepEqual(matchingLines("an apple\\na pear\\n", "apple", { invert: false }), ["an apple"]);
  assert.deepEqual(matchingLines("an apple\\na pear\\n", "apple", { invert: true }), ["a pear"]);
});
`,
    },
    question:
      "Let bin/find.js ignore upper and lower case with --ignore-case, or -i for short. It has to go together with --invert.",
    checks: [
      {
        run: ["node", "judge.mjs"],
        files: {
          "fruit.txt": "An Apple\nan apple\na pear\n",
          "judge.mjs": `
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
const run = (...args) => execFileSync(process.execPath, ["bin/find.js", ...args], { encoding: "utf8" });
assert.equal(run("apple", "fruit.txt"), "an apple\\n");
assert.equal(run("-i", "aPPle", "fruit.txt"), "An Apple\\nan apple\\n");
assert.equal(run("--ignore-case", "-v", "aPPle", "fruit.txt"), "a pear\\n");
assert.throws(() => execFileSync(process.execPath, ["bin/find.js", "-x", "a", "fruit.txt"], { stdio: "pipe" }));
`,
        },
      },
      { run: TEST },
    ],
    session: {
      calls: [
        open("bin/find.js"),
        open("src/flags.js"),
        open("src/match.js"),
        patch(`
*** Update File: src/flags.js
@@ const NAMES = new Map([
   ["--invert", "invert"],
   ["-v", "invert"],
+  ["--ignore-case", "ignoreCase"],
+  ["-i", "ignoreCase"],
 ]);
@@ export function parseFlags(args) {
-  const flags = { invert: false };
+  const flags = { invert: false, ignoreCase: false };
*** Update File: src/match.js
@@
-export function matchingLines(text, word, { invert }) {
-  return text.split("\\n").filter((line) => line !== "" && line.includes(word) !== invert);
+export function matchingLines(text, word, { invert, ignoreCase = false }) {
+  const folded = (part) => (ignoreCase ? part.toLowerCase() : part);
+  const sought = folded(word);
+  return text.split("\\n").filter((line) => line !== "" && folded(line).includes(sought) !== invert);
 }
`),
        shell(
          "printf 'An Apple\\na pear\\n' > /tmp/fruit.$$ && node bin/find.js -i apple /tmp/fruit.$$; rm /tmp/fruit.$$; node --test",
        ),
      ],
      answer: "`--ignore-case` and `-i` ignore case, also together with `--invert`.",
    },
  },
  {
    name: "test-slug",
    kind: "test",
    files: {
      "package.json": PACKAGE,
      "src/slug.js": SLUG,
      "src/index.js": `
export { slug } from "./slug.js";
`,
    },
    question:
      "Write tests for slug in test/slug.test.js with node:test. Test all that its comment promises, its limits as well.",
    checks: [
      { same: ["src/slug.js"] },
      { file: "test/slug.test.js", has: /node:test/ },
      { run: TEST },
      ...mutantChecks(TEST, "src/slug.js", SLUG, [
        ["toLowerCase()", "toString()"],
        ['normalize("NFD")', 'normalize("NFC")'],
        ['"untitled"', '""'],
        ['"-" + word', '"_" + word'],
        ["word.length > 40", "word.length > 60"],
        ["slice(0, 40)", "slice(0)"],
      ]),
    ],
    session: {
      calls: [
        open("src/slug.js"),
        patch(`
*** Add File: test/slug.test.js
+import assert from "node:assert/strict";
+import { test } from "node:test";
+import { slug } from "../src/slug.js";
+
+test("joins words in lower case", () => {
+  assert.equal(slug("Hello, Big World!"), "hello-big-world");
+});
+
+test("takes accents off", () => {
+  assert.equal(slug("Café Zürich"), "cafe-zurich");
+});
+
+test("has a name for nothing", () => {
+  assert.equal(slug("?!"), "untitled");
+});
+
+test("ends before the word that would make it longer than 40", () => {
+  assert.equal(slug("a".repeat(20) + " " + "b".repeat(19)).length, 40);
+  assert.equal(slug("a".repeat(20) + " " + "b".repeat(20)), "a".repeat(20));
+});
+
+test("cuts a first word that alone is longer than 40", () => {
+  assert.equal(slug("x".repeat(50)), "x".repeat(40));
+});
`),
        shell("node --test"),
      ],
      answer:
        "`test/slug.test.js` has five tests: words, accents, nothing, the limit of 40, and one long word.",
    },
  },
  {
    name: "test-queue",
    kind: "test",
    files: {
      "package.json": PACKAGE,
      "src/queue.js": QUEUE,
      "test/helpers.js": `
/** Takes everything out of a queue. */
export function drained(queue) {
  const items = [];
  while (queue.size > 0) items.push(queue.take());
  return items;
}
`,
    },
    question: "src/queue.js has no tests. Write them in test/queue.test.js, with the helper that is there.",
    checks: [
      { same: ["src/queue.js", "test/helpers.js"] },
      { file: "test/queue.test.js", has: /\bdrained\(/ },
      { run: TEST },
      ...mutantChecks(TEST, "src/queue.js", QUEUE, [
        ["this.#items.shift();\n      this.dropped++", "this.#items.pop();\n      this.dropped++"],
        ["this.dropped++", ""],
        ["length > this.limit", "length > this.limit + 1"],
        ["limit < 1", "limit < 0"],
        ["return this.#items.shift()", "return this.#items.pop()"],
      ]),
    ],
    session: {
      calls: [
        tree(),
        open("src/queue.js"),
        open("test/helpers.js"),
        patch(`
*** Add File: test/queue.test.js
+import assert from "node:assert/strict";
+import { test } from "node:test";
+import { Queue } from "../src/queue.js";
+import { drained } from "./helpers.js";
+
+const filled = (limit, items) => {
+  const queue = new Queue(limit);
+  for (const item of items) queue.push(item);
+  return queue;
+};
+
+test("gives items back in their order", () => {
+  assert.deepEqual(drained(filled(3, [1, 2, 3])), [1, 2, 3]);
+  assert.equal(new Queue(1).take(), undefined);
+});
+
+test("drops its oldest items when it is full, and counts them", () => {
+  const queue = filled(2, [1, 2, 3, 4]);
+  assert.equal(queue.dropped, 2);
+  assert.deepEqual(drained(queue), [3, 4]);
+});
+
+test("takes no limit below 1", () => {
+  for (const limit of [0, -1, 1.5]) assert.throws(() => new Queue(limit), RangeError);
+});
`),
        shell("node --test"),
      ],
      answer: "`test/queue.test.js` tests the order, what a full queue drops and counts, and bad limits.",
    },
  },
  {
    name: "build-moved-file",
    kind: "build",
    files: {
      "package.json": `
{
  "name": "bundle",
  "type": "module",
  "private": true,
  "scripts": { "build": "node build.js" }
}
`,
      "build.js": `
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const { parts, out } = JSON.parse(readFileSync("bundle.json", "utf8"));
const texts = parts.map((part) => readFileSync(part, "utf8").trimEnd());
mkdirSync("dist", { recursive: true });
writeFileSync(out, texts.join("\\n") + "\\n");
console.log("Built " + out + " of " + parts.length + " parts");
`,
      "bundle.json": `
{
  "out": "dist/app.js",
  "parts": ["src/format.js", "src/greet.js", "src/main.js"]
}
`,
      "src/text/format.js": `
const capital = (word) => word[0].toUpperCase() + word.slice(1);
`,
      "src/greet.js": `
const greet = (name) => "Hello " + capital(name);
`,
      "src/main.js": `
console.log(greet("ann"));
`,
    },
    question:
      "npm run build fails since a file was moved. Make it work again; the file stays where it is now.",
    checks: [
      { same: ["src/text/format.js", "src/greet.js", "src/main.js", "build.js"] },
      { gone: "src/format.js" },
      {
        run: ["node", "judge.mjs"],
        files: {
          "judge.mjs": `
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
const run = (...args) => execFileSync(process.execPath, args, { encoding: "utf8" });
run("build.js");
assert.equal(run("dist/app.js"), "Hello Ann\\n");
`,
        },
      },
    ],
    session: {
      calls: [
        shell("npm run build 2>&1 | tail -20"),
        tree(),
        open("bundle.json"),
        patch(`
*** Update File: bundle.json
@@
-  "parts": ["src/format.js", "src/greet.js", "src/main.js"]
+  "parts": ["src/text/format.js", "src/greet.js", "src/main.js"]
`),
        shell("npm run build && node dist/app.js"),
      ],
      answer: "`bundle.json` named the file's old place. It builds again.",
    },
  },
  {
    name: "build-module-kinds",
    kind: "build",
    files: {
      "package.json": `
{
  "name": "report",
  "type": "module",
  "private": true,
  "scripts": { "build": "node scripts/build.js" }
}
`,
      "scripts/build.js": `
const { writeFileSync } = require("node:fs");
const { title } = require("../src/title.js");

writeFileSync(__dirname + "/../report.txt", title("june") + "\\n");
`,
      "src/title.js": `
export function title(month) {
  return "Report for " + month;
}
`,
      "src/index.js": `
export { title } from "./title.js";
`,
    },
    question:
      "The package was changed to ES modules, and npm run build fails now. Fix the build script; src/ and the type in package.json stay as they are.",
    checks: [
      { same: ["src/title.js", "src/index.js"] },
      { file: "package.json", has: /"type": "module"/ },
      {
        run: ["node", "judge.mjs"],
        files: {
          "judge.mjs": `
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { readFileSync } from "node:fs";
const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
execSync(scripts.build);
assert.equal(readFileSync("report.txt", "utf8"), "Report for june\\n");
`,
        },
      },
    ],
    session: {
      calls: [
        shell("npm run build 2>&1 | tail -20"),
        open("scripts/build.js"),
        patch(`
*** Update File: scripts/build.js
@@
-const { writeFileSync } = require("node:fs");
-const { title } = require("../src/title.js");
+import { writeFileSync } from "node:fs";
+import { title } from "../src/title.js";
 
-writeFileSync(__dirname + "/../report.txt", title("june") + "\\n");
+writeFileSync(import.meta.dirname + "/../report.txt", title("june") + "\\n");
`),
        shell("npm run build && cat report.txt"),
      ],
      answer:
        "The script used `require` and `__dirname`, which ES modules don't have. It imports now, and builds.",
    },
  },
];
