import { mutantChecks } from "../mutants.ts";
import { list, open, patch, search, shell, tree } from "../session-calls.ts";
import type { TaskData } from "../task.ts";

const PACKAGE = `
{
  "name": "sample",
  "version": "1.0.0",
  "type": "module",
  "private": true,
  "scripts": { "start": "node src/main.ts", "test": "node --test" }
}
`;

const TEST = ["node", "--test", "--test-isolation=none"];

const DURATION = `
const UNITS = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3600],
]);

/**
 * Seconds of a text such as "1h 30m" or "45s". Units come in any order, each at most once; white space between parts
 * doesn't matter. Undefined for everything else, "" too.
 */
export function parseDuration(text: string): number | undefined {
  const parts = text.trim().split(/(?<=[a-z])\\s*/);
  const seen = new Set<string>();
  let seconds = 0;
  for (const part of parts.filter((each) => each !== "")) {
    const [, digits, unit = ""] = /^(\\d+)([a-z])$/.exec(part) ?? [];
    const factor = UNITS.get(unit);
    if (digits === undefined || factor === undefined || seen.has(unit)) return undefined;
    seen.add(unit);
    seconds += Number(digits) * factor;
  }
  return seen.size === 0 ? undefined : seconds;
}
`;

export const typescriptTasks: readonly TaskData[] = [
  {
    name: "explain-permissions",
    kind: "explain",
    files: {
      "package.json": PACKAGE,
      "src/roles.ts": `
export type Role = "guest" | "member" | "moderator" | "admin";

const ORDER: readonly Role[] = ["guest", "member", "moderator", "admin"];

export const isAtLeast = (role: Role, least: Role) => ORDER.indexOf(role) >= ORDER.indexOf(least);
`,
      "src/limits.ts": `
/** How long authors may change what they wrote, in minutes. */
export const EDIT_MINUTES = 30;
/** How long authors may take back what they wrote, in minutes. */
export const REMOVE_MINUTES = 12;
`,
      "src/policy.ts": `
import { EDIT_MINUTES, REMOVE_MINUTES } from "./limits.ts";
import { isAtLeast, type Role } from "./roles.ts";

export interface Actor {
  id: number;
  role: Role;
}

export interface Comment {
  authorId: number;
  ageMinutes: number;
  isPinned: boolean;
}

export function mayEdit(actor: Actor, comment: Comment): boolean {
  return actor.id === comment.authorId && comment.ageMinutes < EDIT_MINUTES;
}

export function mayDelete(actor: Actor, comment: Comment): boolean {
  if (comment.isPinned) return actor.role === "admin";
  if (isAtLeast(actor.role, "moderator")) return true;
  return actor.id === comment.authorId && comment.ageMinutes < REMOVE_MINUTES;
}
`,
      "src/comments.ts": `
import { type Actor, type Comment, mayDelete } from "./policy.ts";

export function remove(comments: Comment[], comment: Comment, actor: Actor): Comment[] {
  if (!mayDelete(actor, comment)) throw new Error("Not allowed");
  return comments.filter((each) => each !== comment);
}
`,
    },
    question:
      "Who may delete a comment in this project? Say it for authors (with the time that they have), for moderators, and for pinned comments, and name the function that decides it.",
    checks: [
      { answer: /\b(?:12|twelve)\b/i },
      { answer: /\bmoderator/i },
      { answer: /\bpinned\b[^.]*\badmin|\badmin\w*\b[^.]*\bpinned\b/i },
      { answer: /mayDelete/ },
    ],
    session: {
      calls: [search("delete"), open("src/policy.ts"), open("src/limits.ts"), open("src/roles.ts")],
      answer:
        "`mayDelete` in `src/policy.ts` decides. A pinned comment may only be deleted by an admin. Any other comment may be deleted by moderators and admins at any time, and by its author within 12 minutes (`REMOVE_MINUTES`).",
    },
    guess:
      "Authors may delete their own comments within 30 minutes, moderators and admins may delete every comment, pinned or not: see canDelete.",
  },
  {
    name: "fix-overlap",
    kind: "fix",
    files: {
      "package.json": PACKAGE,
      "src/range.ts": `
/** Days, counted from some first one. A range has its first and its last day in it. */
export interface Range {
  first: number;
  last: number;
}

export const overlaps = (a: Range, b: Range) => a.first < b.last && b.first < a.last;

export const daysIn = ({ first, last }: Range) => last - first + 1;
`,
      "src/bookings.ts": `
import { overlaps, type Range } from "./range.ts";

/** Throws when a day is taken. */
export function book(taken: readonly Range[], wanted: Range): Range[] {
  if (taken.some((range) => overlaps(range, wanted))) throw new Error("Taken");
  return [...taken, wanted].sort((a, b) => a.first - b.first);
}
`,
      "test/bookings.test.ts": `
import assert from "node:assert/strict";
import { test } from "node:test";
import { book } from "../src/bookings.ts";

const taken = [{ first: 10, last: 12 }];

test("books days that are free", () => {
  assert.equal(book(taken, { first: 13, last: 14 }).length, 2);
  assert.equal(book(taken, { first: 1, last: 9 }).length, 2);
});

test("a day is booked once", () => {
  assert.throws(() => book(taken, { first: 12, last: 14 }), /Taken/);
});
`,
    },
    question: "The tests fail: somebody could book a day that is taken. Fix it where the mistake is.",
    checks: [
      { same: ["test/bookings.test.ts"] },
      { run: TEST },
      {
        run: ["node", "judge.ts"],
        files: {
          "judge.ts": `
import assert from "node:assert/strict";
import { daysIn, overlaps } from "./src/range.ts";
assert.equal(overlaps({ first: 5, last: 5 }, { first: 5, last: 5 }), true);
assert.equal(overlaps({ first: 5, last: 6 }, { first: 6, last: 9 }), true);
assert.equal(overlaps({ first: 6, last: 9 }, { first: 5, last: 6 }), true);
assert.equal(overlaps({ first: 5, last: 6 }, { first: 7, last: 9 }), false);
assert.equal(daysIn({ first: 5, last: 6 }), 2);
`,
        },
      },
    ],
    session: {
      calls: [
        shell("node --test 2>&1 | grep -A12 'not ok\\|✖' | head -30"),
        open("src/bookings.ts"),
        open("src/range.ts"),
        patch(`
*** Update File: src/range.ts
@@
-export const overlaps = (a: Range, b: Range) => a.first < b.last && b.first < a.last;
+export const overlaps = (a: Range, b: Range) => a.first <= b.last && b.first <= a.last;
`),
        shell("node --test"),
      ],
      answer:
        "`overlaps` took the last day as free, though a range has it in it. It compares with `<=` now, and the tests pass.",
    },
  },
  {
    name: "rename-type",
    kind: "rename",
    files: {
      "package.json": PACKAGE,
      "src/config/types.ts": `
export interface Cfg {
  port: number;
  hosts: string[];
}

export type CfgKey = keyof Cfg;
`,
      "src/config/read.ts": `
import type { Cfg, CfgKey } from "./types.ts";

const DEFAULTS: Cfg = { port: 8080, hosts: [] };

export function readCfg(values: Partial<Cfg>): Cfg {
  return { ...DEFAULTS, ...values };
}

export const keysOf = (cfg: Cfg) => Object.keys(cfg) as CfgKey[];
`,
      "src/main.ts": `
import { readCfg } from "./config/read.ts";
import type { Cfg } from "./config/types.ts";

function describe({ port, hosts }: Cfg): string {
  return [...hosts, port].join(":");
}

console.log(describe(readCfg({ hosts: ["local"] })));
`,
    },
    question:
      "Rename the interface Cfg to Settings, and CfgKey to SettingsKey. Functions and variables keep their names.",
    checks: [
      { nowhere: /\bCfg(?:Key)?\b/ },
      { file: "src/config/types.ts", has: /export interface Settings\b/ },
      { file: "src/config/types.ts", has: /export type SettingsKey = keyof Settings\b/ },
      { file: "src/config/read.ts", has: /function readCfg\(values: Partial<Settings>\): Settings/ },
      { file: "src/config/read.ts", has: /import type \{ Settings, SettingsKey \}/ },
      { file: "src/main.ts", has: /import type \{ Settings \} from/ },
      { run: ["node", "src/main.ts"], prints: /^local:8080\s*$/ },
    ],
    session: {
      calls: [
        search("Cfg"),
        open("src/config/read.ts"),
        patch(`
*** Update File: src/config/types.ts
@@
-export interface Cfg {
+export interface Settings {
   port: number;
   hosts: string[];
 }
 
-export type CfgKey = keyof Cfg;
+export type SettingsKey = keyof Settings;
*** Update File: src/config/read.ts
@@
-import type { Cfg, CfgKey } from "./types.ts";
+import type { Settings, SettingsKey } from "./types.ts";
 
-const DEFAULTS: Cfg = { port: 8080, hosts: [] };
+const DEFAULTS: Settings = { port: 8080, hosts: [] };
 
-export function readCfg(values: Partial<Cfg>): Cfg {
+export function readCfg(values: Partial<Settings>): Settings {
@@
-export const keysOf = (cfg: Cfg) => Object.keys(cfg) as CfgKey[];
+export const keysOf = (cfg: Settings) => Object.keys(cfg) as SettingsKey[];
*** Update File: src/main.ts
@@
-import type { Cfg } from "./config/types.ts";
+import type { Settings } from "./config/types.ts";
@@
-function describe({ port, hosts }: Cfg): string {
+function describe({ port, hosts }: Settings): string {
`),
        shell("node src/main.ts"),
      ],
      answer: "`Cfg` is `Settings` and `CfgKey` is `SettingsKey` now, in all three files.",
    },
  },
  {
    name: "rename-module",
    kind: "rename",
    files: {
      "package.json": PACKAGE,
      "src/helpers.ts": `
/** Cents as people write them. */
export function money(cents: number): string {
  const whole = Math.trunc(cents / 100);
  return whole + "." + String(Math.abs(cents % 100)).padStart(2, "0");
}
`,
      "src/invoice.ts": `
import { money } from "./helpers.ts";

export const line = (name: string, cents: number) => name + ": " + money(cents);
`,
      "src/main.ts": `
import { money } from "./helpers.ts";
import { line } from "./invoice.ts";

console.log(line("tea", 250));
console.log(money(1005));
`,
      "test/helpers.test.ts": `
import assert from "node:assert/strict";
import { test } from "node:test";
import { money } from "../src/helpers.ts";

test("writes cents", () => {
  assert.equal(money(1005), "10.05");
});
`,
    },
    question:
      "Move src/helpers.ts to src/money.ts, its test to test/money.test.ts, and update everything that imports it.",
    checks: [
      { gone: "src/helpers.ts" },
      { gone: "test/helpers.test.ts" },
      { nowhere: /helpers/ },
      { file: "src/money.ts", has: /Cents as people write them/ },
      { run: ["node", "src/main.ts"], prints: /^tea: 2\.50\n10\.05\s*$/ },
      { run: TEST },
      { file: "test/money.test.ts", has: /assert\.equal\(money\(1005\), "10\.05"\)/ },
    ],
    session: {
      calls: [
        search("helpers"),
        patch(`
*** Update File: src/helpers.ts
*** Move to: src/money.ts
*** Update File: src/invoice.ts
@@
-import { money } from "./helpers.ts";
+import { money } from "./money.ts";
*** Update File: src/main.ts
@@
-import { money } from "./helpers.ts";
 import { line } from "./invoice.ts";
+import { money } from "./money.ts";
*** Update File: test/helpers.test.ts
*** Move to: test/money.test.ts
@@
-import { money } from "../src/helpers.ts";
+import { money } from "../src/money.ts";
`),
        shell("node src/main.ts && node --test"),
      ],
      answer: "The module is `src/money.ts` and its test `test/money.test.ts`; both imports are updated.",
    },
  },
  {
    name: "option-depth",
    kind: "option",
    files: {
      "package.json": PACKAGE,
      "src/main.ts": `
import { parseArgs } from "node:util";
import { outline } from "./outline.ts";
import { SAMPLE } from "./sample.ts";

const { values } = parseArgs({ options: { bullets: { type: "boolean", default: false } } });
console.log(outline(SAMPLE, { bullets: values.bullets }));
`,
      "src/outline.ts": `
export interface Entry {
  title: string;
  entries?: readonly Entry[];
}

export interface OutlineOptions {
  bullets: boolean;
}

/** A line for each entry, those below it indented by two spaces more. */
export function outline(entry: Entry, options: OutlineOptions, level = 0): string {
  const line = "  ".repeat(level) + (options.bullets ? "- " : "") + entry.title;
  const below = entry.entries ?? [];
  return [line, ...below.map((each) => outline(each, options, level + 1))].join("\\n");
}
`,
      "src/sample.ts": `
import type { Entry } from "./outline.ts";

export const SAMPLE: Entry = {
  title: "Book",
  entries: [
    { title: "One", entries: [{ title: "Start" }, { title: "End" }] },
    { title: "Two", entries: [{ title: "Only" }] },
  ],
};
`,
    },
    question:
      "Add --depth N to the command line: entries more than N levels below the top aren't printed, so --depth 0 prints the top alone. Something that is no whole number, or below 0, is refused with a message on stderr and exit code 2. Without the option all levels are printed.",
    checks: [
      {
        run: ["node", "judge.ts"],
        files: {
          "judge.ts": `
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
const run = (...args: string[]) => spawnSync(process.execPath, ["src/main.ts", ...args], { encoding: "utf8" });
const all = "Book\\n  One\\n    Start\\n    End\\n  Two\\n    Only\\n";
assert.equal(run().stdout, all);
assert.equal(run("--depth", "0").stdout, "Book\\n");
assert.equal(run("--depth", "1", "--bullets").stdout, "- Book\\n  - One\\n  - Two\\n");
assert.equal(run("--depth=7").stdout, all);
for (const depth of ["x", "1.5", "-1"]) {
  const { status, stdout, stderr } = run("--depth=" + depth);
  assert.equal(status, 2, depth);
  assert.equal(stdout, "", depth);
  assert.notEqual(stderr, "", depth);
}
`,
        },
      },
    ],
    session: {
      calls: [
        tree(),
        open("src/main.ts"),
        open("src/outline.ts"),
        patch(`
*** Update File: src/main.ts
@@
-const { values } = parseArgs({ options: { bullets: { type: "boolean", default: false } } });
-console.log(outline(SAMPLE, { bullets: values.bullets }));
+const { values } = parseArgs({
+  options: { bullets: { type: "boolean", default: false }, depth: { type: "string" } },
+});
+const { bullets, depth } = values;
+if (depth === undefined || /^\\d+$/.test(depth)) {
+  console.log(outline(SAMPLE, { bullets, depth: depth === undefined ? Infinity : Number(depth) }));
+} else {
+  console.error("--depth is a whole number, at least 0.");
+  process.exitCode = 2;
+}
*** Update File: src/outline.ts
@@ export interface OutlineOptions {
   bullets: boolean;
+  /** Levels below the top. */
+  depth: number;
 }
@@
-  const below = entry.entries ?? [];
+  const below = level < options.depth ? (entry.entries ?? []) : [];
`),
        shell("node src/main.ts --depth 1; node src/main.ts --depth=-1; echo exit $?"),
      ],
      answer:
        "`--depth N` ends the outline N levels below the top; other values are refused with exit code 2.",
    },
  },
  {
    name: "test-duration",
    kind: "test",
    files: {
      "package.json": PACKAGE,
      "src/duration.ts": DURATION,
    },
    question: "Write tests for parseDuration in test/duration.test.ts, for all that its comment says.",
    checks: [
      { same: ["src/duration.ts"] },
      { file: "test/duration.test.ts", has: /node:test/ },
      { run: TEST },
      ...mutantChecks(TEST, "src/duration.ts", DURATION, [
        ['["m", 60]', '["m", 1]'],
        ['["h", 3600]', '["h", 60]'],
        ["|| seen.has(unit)", ""],
        ["seconds += Number", "seconds = Number"],
        ["seen.size === 0 ? undefined : seconds", "seconds"],
        ["\\s*/)", "/)"],
        ["factor === undefined ||", "factor === 0 ||"],
      ]),
    ],
    session: {
      calls: [
        list("src"),
        open("src/duration.ts"),
        patch(`
*** Add File: test/duration.test.ts
+import assert from "node:assert/strict";
+import { test } from "node:test";
+import { parseDuration } from "../src/duration.ts";
+
+test("adds up its parts, in any order", () => {
+  assert.equal(parseDuration("1h 30m"), 5400);
+  assert.equal(parseDuration("5s 2h"), 7205);
+  assert.equal(parseDuration("45s"), 45);
+});
+
+test("takes any white space between parts", () => {
+  assert.equal(parseDuration(" 1h30m "), 5400);
+  assert.equal(parseDuration("1h \\t 30m"), 5400);
+});
+
+test("is undefined for everything else", () => {
+  for (const text of ["", " ", "1m 2m", "5", "h", "3d", "-1s"]) assert.equal(parseDuration(text), undefined);
+});
`),
        shell("node --test"),
      ],
      answer: "`test/duration.test.ts` tests sums, order, white space, and what isn't a duration.",
    },
  },
  {
    name: "build-enum",
    kind: "build",
    files: {
      "package.json": PACKAGE,
      "src/level.ts": `
export enum Level {
  Low = 1,
  High = 2,
}
`,
      "src/alarm.ts": `
import { Level } from "./level";

export class Alarm {
  constructor(
    private readonly level: Level,
    private readonly text: string,
  ) {}

  toString(): string {
    return (this.level === Level.High ? "!! " : "") + this.text;
  }
}
`,
      "src/main.ts": `
import { Alarm } from "./alarm.ts";
import { Level } from "./level.ts";

console.log(String(new Alarm(Level.High, "door")));
console.log(String(new Alarm(Level.Low, "window")));
`,
    },
    question:
      "The sources used to be compiled; now Node runs them as they are (npm start), and that fails. Make npm start work with the same output, without flags and without a build. src/main.ts stays as it is.",
    checks: [
      { same: ["src/main.ts", "package.json"] },
      { run: ["node", "src/main.ts"], prints: /^!! door\nwindow\s*$/ },
      {
        run: ["node", "judge.ts"],
        files: {
          "judge.ts": `
import assert from "node:assert/strict";
import { Level } from "./src/level.ts";
assert.equal(Level.Low, 1);
assert.equal(Level.High, 2);
`,
        },
      },
    ],
    session: {
      calls: [
        shell("npm start 2>&1 | tail -15"),
        open("src/alarm.ts"),
        open("src/level.ts"),
        patch(`
*** Update File: src/level.ts
@@
-export enum Level {
-  Low = 1,
-  High = 2,
-}
+export const Level = { Low: 1, High: 2 } as const;
+export type Level = (typeof Level)[keyof typeof Level];
*** Update File: src/alarm.ts
@@
-import { Level } from "./level";
+import { Level } from "./level.ts";
 
 export class Alarm {
-  constructor(
-    private readonly level: Level,
-    private readonly text: string,
-  ) {}
+  private readonly level: Level;
+  private readonly text: string;
+
+  constructor(level: Level, text: string) {
+    this.level = level;
+    this.text = text;
+  }
`),
        shell("node src/main.ts"),
      ],
      answer:
        "Node only takes types away: the enum and the parameter properties had to become plain code, and an import needed its ending.",
    },
  },
];
