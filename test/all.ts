/**
 * `npm test`: every check and every suite, with a summary. Ends with 1 when anything failed.
 *
 * Suites run beside each other: they mostly wait, for a model that loads or for an editor that draws.
 * What they need beside a clone is got meanwhile.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../tools/editor-host/temporary-folder.ts";
import { canIsolate, inOwnNetwork } from "./no-cloud/linux.ts";
import { printFailures, type Results, readResults } from "./results.ts";
import { type Row, table } from "./table.ts";

/** What is got beside everything else: see `prepare.ts`. */
const PREPARATIONS = ["system packages", "VS Code server", "models", "addon"] as const;
type Preparation = (typeof PREPARATIONS)[number];

interface Suite {
  /** A command that leaves mocha's JSON report at this path. */
  command(report: string): string[];
  needs: Preparation[];
  /** It leaves no report: it passes or fails as a whole. */
  isCheck?: true;
}

const check = (...command: string[]): Suite => ({ command: () => command, needs: [], isCheck: true });

const mocha = (folder: string, needs: Preparation[] = []): Suite => ({
  command: (report) => [
    ...["mocha", "--reporter", "json", "--reporter-option", `output=${report}`],
    `test/${folder}/**/*.test.ts`,
  ],
  needs,
});
const inEditor = (folder: string): Suite => ({
  command: (report) => ["node", "test/editor/run.ts", "--suite", folder, "--output", report],
  needs: ["VS Code server"],
});

/** All that the suite does it does without a network, where that can be had. On Linux under CI it has to be there. */
const withoutNetwork = (suite: Suite): Suite => ({
  ...suite,
  command: (report) => (hasOwnNetworks() ? inOwnNetwork(suite.command(report)) : suite.command(report)),
});

/** What the suites run, before any of them. */
const BUILD = check("node", "esbuild.mjs", "--production");

/** So many run beside each other: more would wait for two cores. */
const AT_ONCE = 3;
/** So many tests of each suite are named with their seconds, if they take longer than this. */
const SLOWEST = 5;
const SLOW_MS = 5_000;

/**
 * They are begun in this order, as far as what they need is there: the longest first, and the short ones fill up the
 * end, so that no core is idle there.
 */
const SUITES: Record<string, Suite> = {
  typecheck: check("npm", "run", "--silent", "typecheck"),
  lint: check("npm", "run", "--silent", "lint"),
  engine: mocha("engine", ["system packages", "models", "addon"]),
  ui: withoutNetwork(mocha("ui", ["VS Code server", "models"])),
  server: mocha("server", ["models"]),
  editor: inEditor("editor"),
  unit: mocha("unit"),
  package: mocha("package", ["VS Code server", "addon"]),
  webview: mocha("webview", ["system packages"]),
  neovim: mocha("neovim"),
  remote: inEditor("remote"),
  "no-cloud": mocha("no-cloud", ["system packages"]),
  sandbox: mocha("sandbox", ["system packages"]),
};

const rows: Row[] = [];
const startedAt = Date.now();
await using folder = await temporaryFolder();
const packages = prepare("system packages");
const prepared: Record<Preparation, Promise<void>> = {
  "system packages": packages,
  "VS Code server": packages.then(() => prepare("VS Code server")),
  models: prepare("models"),
  addon: packages.then(() => prepare("addon")),
};
const ready = new Set<Preparation>();
for (const what of PREPARATIONS) void prepared[what].then(() => ready.add(what));

// Of programs that are built anew.
await rm("out/test/compiled", { recursive: true, force: true });
rows.push(await runSuite("build", BUILD));
const waiting = new Map(Object.entries(SUITES));
await Promise.all(Array.from({ length: AT_ONCE }, runWaiting));
const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
const passed = sum((row) => row.passed);
const failed = sum((row) => row.failed);
const skipped = sum((row) => row.skipped);
console.log(
  `\n${table([...rows, { name: "all", passed, failed, skipped, seconds: secondsSince(startedAt) }])}`,
);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs one suite after the other, until none waits any more. */
async function runWaiting(): Promise<void> {
  while (waiting.size > 0) {
    const [name, suite] = [...waiting].find(([, { needs }]) => needs.every((need) => ready.has(need))) ?? [];
    if (name !== undefined && suite) {
      waiting.delete(name);
      rows.push(await runSuite(name, suite));
    } else {
      const still = [...waiting.values()].flatMap(({ needs }) => needs.filter((need) => !ready.has(need)));
      await Promise.race(still.map((need) => prepared[need]));
    }
  }
}

/** Resolves when it has ended, whatever came of it: a suite says what it lacks. */
async function prepare(what: Preparation): Promise<void> {
  const { output } = await run(["node", "test/prepare.ts", what]);
  if (output.trim() !== "") console.log(`\n${what}\n${output.trimEnd()}`);
}

/** Runs it, and prints what it has printed and what came of it when it has ended. */
async function runSuite(name: string, suite: Suite): Promise<Row> {
  const report = join(folder.path, `${name}.json`);
  const since = Date.now();
  const { status, output } = await run(suite.command(report));
  const seconds = secondsSince(since);
  console.log(`\n${name}\n${output}`.trimEnd());
  if (suite.isCheck) {
    const failed = Number(status !== 0);
    console.log(failed ? "  ✖ failed" : "  ✔ passed");
    return { name, passed: 1 - failed, failed, skipped: 0, seconds };
  }
  const results = await readResults(report).catch(() => undefined);
  if (results) print(results, seconds);
  const failures = results?.failures.length ?? 0;
  const brokeOff = status !== 0 && failures === 0;
  if (brokeOff || !results) console.log(`  ✖ the run broke off (${status})`);
  return {
    name,
    passed: results?.stats.passes ?? 0,
    failed: failures + Number(brokeOff || !results),
    skipped: results?.pending.length ?? 0,
    seconds,
  };
}

function print({ stats, passes, failures, pending }: Results, seconds: number): void {
  console.log(
    `  ${stats.passes} passed, ${failures.length} failed, ${pending.length} skipped (${Math.round(seconds)} s)`,
  );
  for (const { fullTitle } of pending) console.log(`  - ${fullTitle}`);
  const slowest = passes.toSorted((a, b) => (b.duration ?? 0) - (a.duration ?? 0)).slice(0, SLOWEST);
  for (const { fullTitle, duration = 0 } of slowest)
    if (duration > SLOW_MS) console.log(`  ${Math.round(duration / 1_000)} s: ${fullTitle}`);
  printFailures(failures);
}

function hasOwnNetworks(): boolean {
  if (process.platform !== "linux") return false;
  if (process.env.CI) return true;
  try {
    canIsolate();
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end. What it prints is held, as others print meanwhile. */
async function run([program = "", ...args]: string[]): Promise<{ status: number; output: string }> {
  const child = spawn(program, args, {
    stdio: ["inherit", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const [code] = await once(child, "close");
  return { status: code ?? 1, output };
}

function secondsSince(since: number): number {
  return (Date.now() - since) / 1_000;
}
