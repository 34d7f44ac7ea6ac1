/**
 * Runs the suite of this folder inside a real extension host, and tells the results here. The host is that of the
 * VS Code server in a browser, or with `--desktop` that of a desktop VS Code, which is downloaded.
 */
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { temporaryFolder } from "../../tools/editor-host/temporary-folder.ts";
import { printResults, readResults } from "../results.ts";
import { startInBrowser } from "../workbench/in-browser.ts";
import { createPlace, EXTENSION, type Place } from "../workbench/place.ts";

const TIMEOUT_MS = 10 * 60_000;
const POLL_MS = 200;
const SUITE = join(EXTENSION, "out", "test", "editor", "index.js");

const { values } = parseArgs({
  options: {
    desktop: { type: "boolean", default: false },
    /** Where to put a copy of mocha's JSON report. */
    output: { type: "string" },
  },
});

await build({
  entryPoints: [join(EXTENSION, "test", "editor", "index.ts")],
  outfile: SUITE,
  bundle: true,
  platform: "node",
  format: "cjs",
  sourcemap: "inline",
  external: ["vscode", "mocha"],
  logLevel: "warning",
});

await using folder = await temporaryFolder();
const report = join(folder.path, "results.json");
{
  await using place = await createPlace(false);
  await (values.desktop ? runOnDesktop : runInBrowser)(place, { OSSICLE_TEST_REPORT: report });
}
const results = await readResults(report);
if (values.output) await copyFile(report, values.output);
printResults(results);
process.exitCode = results.failures.length === 0 ? 0 : 1;

async function runInBrowser(place: Place, env: Record<string, string>): Promise<void> {
  await using workbench = await startInBrowser(place, env);
  const page = await workbench.open({ underTest: { extension: EXTENSION, tests: SUITE } });
  const said: string[] = [];
  page.on("console", (message) => {
    const text = message.text();
    said.push(text);
    const note = text.split("[note] ")[1];
    if (note) console.log(note);
  });
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await readFile(report).catch(() => undefined))) {
    if (Date.now() > deadline)
      throw new Error(`The suite did not end in time. The page said:\n${said.join("\n")}`);
    await delay(POLL_MS);
  }
}

async function runOnDesktop(place: Place, env: Record<string, string>): Promise<void> {
  const { userData, extensions } = place.profile;
  await runTests({
    extensionDevelopmentPath: EXTENSION,
    extensionTestsPath: SUITE,
    extensionTestsEnv: { ...place.env, ...env },
    launchArgs: [
      ...[place.folder, "--user-data-dir", userData, "--extensions-dir", extensions],
      "--disable-workspace-trust",
    ],
    // A failed test shows in the report.
  }).catch((error: unknown) => console.error(String(error)));
}
