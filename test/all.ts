/** `npm test`: every check and every suite, one after another, with a summary. Ends with 1 when anything failed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { temporaryFolder } from "../tools/editor-host/temporary-folder.ts";
import { printFailures, type Results, readResults } from "./results.ts";

const MOCHA = ["mocha", "--timeout", "120000", "--reporter", "json"];

/** A command that passes or fails as a whole. */
const CHECKS = {
  typecheck: ["npm", "run", "--silent", "typecheck"],
  lint: ["npm", "run", "--silent", "lint"],
  build: ["node", "esbuild.mjs", "--production"],
};

/** A command that leaves mocha's JSON report at a path. */
const SUITES: Record<string, (report: string) => string[]> = {
  unit: (report) => [...MOCHA, "--reporter-option", `output=${report}`, "test/unit/**/*.test.ts"],
  engine: (report) => [...MOCHA, "--reporter-option", `output=${report}`, "test/engine/**/*.test.ts"],
  server: (report) => [...MOCHA, "--reporter-option", `output=${report}`, "test/server/**/*.test.ts"],
  package: (report) => [...MOCHA, "--reporter-option", `output=${report}`, "test/package/**/*.test.ts"],
  neovim: (report) => [...MOCHA, "--reporter-option", `output=${report}`, "test/neovim/**/*.test.ts"],
  webview: (report) => [...MOCHA, "--reporter-option", `output=${report}`, "test/webview/**/*.test.ts"],
  editor: (report) => ["node", "test/editor/run.ts", "--output", report],
  remote: (report) => ["node", "test/editor/run.ts", "--suite", "remote", "--output", report],
  ui: (report) => [...MOCHA, "--reporter-option", `output=${report}`, "test/ui/**/*.test.ts"],
  "no-cloud": (report) => [...MOCHA, "--reporter-option", `output=${report}`, "test/no-cloud/**/*.test.ts"],
};

const totals = { passed: 0, failed: 0, skipped: 0 };
await using folder = await temporaryFolder();

for (const [name, command] of Object.entries(CHECKS)) {
  console.log(`\n${name}`);
  const passed = (await run(command)) === 0;
  console.log(passed ? "  ✔ passed" : "  ✖ failed");
  totals[passed ? "passed" : "failed"]++;
}
for (const [name, command] of Object.entries(SUITES)) {
  console.log(`\n${name}`);
  const report = join(folder.path, `${name}.json`);
  const status = await run(command(report));
  const results = await readResults(report).catch(() => undefined);
  if (results) count(results);
  if (!results || (status !== 0 && results.failures.length === 0)) {
    console.log(`  ✖ the run broke off (${status})`);
    totals.failed++;
  }
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function run([program = "", ...args]: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: "inherit", shell: process.platform === "win32" });
  const [code] = await once(child, "exit");
  return code ?? 1;
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
