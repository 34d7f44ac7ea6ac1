/** `npm test`: every check and every suite, with a summary. Ends with 1 when anything failed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { temporaryFolder } from "../tools/editor-host/temporary-folder.ts";
import { ofTwoTries, printFailures, type Results, readResults } from "./results.ts";

/** A command that passes or fails as a whole. */
const CHECKS = {
  typecheck: ["npm", "run", "--silent", "typecheck"],
  lint: ["npm", "run", "--silent", "lint"],
  build: ["node", "esbuild.mjs", "--production"],
};

/** A command that leaves mocha's JSON report at a path; for all files, or for these. */
type Suite = (report: string, files?: readonly string[]) => string[];

const mocha =
  (name: string): Suite =>
  (report, files = [`test/${name}/**/*.test.ts`]) => [
    ...["mocha", "--timeout", "120000", "--reporter", "json", "--reporter-option", `output=${report}`],
    ...files,
  ];

/**
 * Suites that run beside each other, lane by lane: they mostly wait, for a model that loads or for a pause to pass.
 * What they print comes when they have ended.
 */
const LANES: Record<string, Suite>[] = [
  { unit: mocha("unit"), engine: mocha("engine") },
  { server: mocha("server"), neovim: mocha("neovim") },
  { package: mocha("package"), webview: mocha("webview"), "no-cloud": mocha("no-cloud") },
];

/**
 * Suites that play a user, who would see a busy machine, and who presses once more what an editor in a browser has
 * missed: where a test failed, its file runs a second time (those in an extension host know no single file, and run
 * whole). The first failure is told all the same; what passes then is counted as such, and has passed.
 */
const ALONE: Record<string, Suite> = {
  editor: (report) => ["node", "test/editor/run.ts", "--output", report],
  remote: (report) => ["node", "test/editor/run.ts", "--suite", "remote", "--output", report],
  ui: mocha("ui"),
};

const totals = { passed: 0, late: 0, failed: 0, skipped: 0 };
await using folder = await temporaryFolder();

for (const [name, command] of Object.entries(CHECKS)) {
  console.log(`\n${name}`);
  const passed = (await run(command)).status === 0;
  console.log(passed ? "  ✔ passed" : "  ✖ failed");
  totals[passed ? "passed" : "failed"]++;
}
console.log(`\n${LANES.flatMap(Object.keys).join(", ")}: beside each other`);
await Promise.all(
  LANES.map(async (lane) => {
    for (const [name, command] of Object.entries(lane)) {
      const { output, ...outcome } = await suite(name, command, { hold: true });
      console.log(`\n${name}\n${output}`.trimEnd());
      conclude(outcome);
    }
  }),
);
for (const [name, command] of Object.entries(ALONE)) {
  console.log(`\n${name}`);
  conclude(await inTwoTries(name, command));
}
const late = totals.late > 0 ? ` (${totals.late} at the second try)` : "";
console.log(`\n${totals.passed} passed${late}, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;

/** How a suite ended: without results when it broke off. */
interface Outcome {
  status: number;
  results: Results | undefined;
}

async function suite(
  name: string,
  command: Suite,
  { files, hold = false }: { files?: string[]; hold?: boolean } = {},
): Promise<Outcome & { output: string }> {
  const report = join(folder.path, `${name}.json`);
  await rm(report, { force: true });
  const { status, output } = await run(command(report, files), hold);
  return { status, output, results: await readResults(report).catch(() => undefined) };
}

async function inTwoTries(name: string, command: Suite): Promise<Outcome> {
  const first = await suite(name, command);
  if (first.status === 0) return first;
  const failures = first.results?.failures ?? [];
  printFailures(failures);
  const files = [...new Set(failures.flatMap(({ file }) => file ?? []))];
  console.log(
    `  The second try, of ${files.length === 0 ? "all" : files.map((file) => basename(file)).join(", ")}:`,
  );
  const second = await suite(name, command, files.length === 0 ? {} : { files });
  if (!first.results || !second.results) return second;
  const results = ofTwoTries(first.results, second.results);
  const stillFail = new Set(results.failures.map(({ fullTitle }) => fullTitle));
  totals.late += failures.filter(({ fullTitle }) => !stillFail.has(fullTitle)).length;
  const hasPassed = second.results.failures.length > 0 && results.failures.length === 0;
  return { status: hasPassed ? 0 : second.status, results };
}

function conclude({ status, results }: Outcome): void {
  if (results) count(results);
  if (!results || (status !== 0 && results.failures.length === 0)) {
    console.log(`  ✖ the run broke off (${status})`);
    totals.failed++;
  }
}

/** @param hold gives what it prints, instead of printing it */
async function run(
  [program = "", ...args]: string[],
  hold = false,
): Promise<{ status: number; output: string }> {
  const stdio = hold ? ("pipe" as const) : ("inherit" as const);
  const child = spawn(program, args, {
    stdio: ["inherit", stdio, stdio],
    shell: process.platform === "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const [code] = await once(child, "close");
  return { status: code ?? 1, output };
}

function count({ stats, failures, pending }: Results): void {
  console.log(
    `  ${stats.passes} passed, ${failures.length} failed, ${pending.length} skipped (${Math.round(stats.duration / 1000)} s)`,
  );
  for (const { fullTitle } of pending) console.log(`  - ${fullTitle}`);
  printFailures(failures);
  totals.passed += stats.passes;
  totals.failed += failures.length;
  totals.skipped += pending.length;
}
