/**
 * Runs the suite of this folder, or another one, inside a real extension host, and tells the results here. The host is that of the
 * VS Code server in a browser, or with `--desktop` that of desktop VS Code.
 */
import { copyFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { temporaryFolder } from "../../tools/editor-host/temporary-folder.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import "../compiled-code.ts";
import { printResults, readResults } from "../results.ts";
import { startInBrowser } from "../workbench/in-browser.ts";
import { createPlace, EXTENSION, type Place } from "../workbench/place.ts";
import { NoVsCodeError, runOnDesktop } from "./desktop.ts";
import { VSCODE_CHAT_SCRIPT } from "./vscode-chat/script.ts";
import { READ_WINDOW_STATE, type WindowState } from "./window-state.ts";

const TIMEOUT_MS = 10 * 60_000;
const POLL_MS = 250;
const { values } = parseArgs({
  options: {
    desktop: { type: "boolean", default: false },
    /** The executable of desktop VS Code; without it one is downloaded … */
    vscode: { type: "string" },
    /** … in this version: a number, "stable" or "insiders". */
    "vscode-version": { type: "string", default: "stable" },
    /** Where to put a copy of mocha's JSON report. */
    output: { type: "string" },
    /** Only the tests whose titles match. */
    grep: { type: "string", default: "" },
    /** A folder in test/. That of "remote" has a folder in its workspace that isn't on the disk. */
    suite: { type: "string", default: "editor" },
  },
});
const SUITE = join(EXTENSION, "out", "test", values.suite, "index.js");

main().catch((error: unknown) => {
  console.error(error instanceof NoVsCodeError ? error.message : error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  await build({
    entryPoints: [join(EXTENSION, "test", values.suite, "index.ts")],
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
    const windowState = join(folder.path, "window-state.json");
    const env = {
      OSSICLE_TEST_REPORT: report,
      OSSICLE_TEST_GREP: values.grep,
      OSSICLE_TEST_VSCODE_CHAT_MODEL: await scriptedFixture(VSCODE_CHAT_SCRIPT),
      OSSICLE_TEST_WINDOW_STATE: values.desktop ? "" : windowState,
    };
    if (values.desktop) {
      const vsCode = { executable: values.vscode, version: values["vscode-version"] };
      await runOnDesktop(place, { suite: SUITE, report, env }, vsCode);
    } else {
      await runInBrowser(place, { report, windowState, env });
    }
  }
  const results = await readResults(report);
  if (values.output) await copyFile(report, values.output);
  printResults(results);
  process.exitCode = results.failures.length === 0 ? 0 : 1;
}

async function runInBrowser(
  place: Place,
  { report, windowState, env }: { report: string; windowState: string; env: Record<string, string> },
): Promise<void> {
  await using workbench = await startInBrowser(place, { env });
  const page = await workbench.open({
    underTest: { extension: EXTENSION, tests: SUITE },
    workspace: values.suite === "remote" ? await virtualWorkspace(place) : undefined,
  });
  // Nobody looks at it: the less there is to draw, the better.
  await page.setViewportSize({ width: 640, height: 480 });
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
    await keepState(page, windowState);
    await delay(POLL_MS);
  }
}

/** Writes what the page shows into a file, whole at any moment. Nothing, while the page is loaded or closed. */
async function keepState(page: Page, file: string): Promise<void> {
  const state = await page.evaluate<WindowState>(READ_WINDOW_STATE).catch(() => undefined);
  if (!state) return;
  await writeFile(`${file}.new`, JSON.stringify(state));
  await rename(`${file}.new`, file);
}

/** A workspace with the place's folder and one whose files an extension has. */
async function virtualWorkspace({ folder }: Place): Promise<string> {
  const path = `${folder}.code-workspace`;
  const folders = [{ path: folder }, { name: "web", uri: "vscode-vfs://ossicle-test/project" }];
  await writeFile(path, JSON.stringify({ folders }));
  return path;
}
