/**
 * What `npm start -- --demo agent` plays: a whole session of the agent, said by a model that knows nothing else. The
 * engine, the server and the extension are the real ones, and so are the files, the commands and the questions.
 */
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SettingValues } from "../editor-host/profile.ts";
import { cacheFolder } from "../fixtures/cache.ts";
import { type SessionStep, session } from "../fixtures/scripted/session.ts";
import { buildScripted } from "../fixtures/scripted.ts";

/** The status bar and the chat call a model by its file's name. */
const MODEL_FILE = "Demo (scripted, no AI).gguf";
const TITLE = "Demo: the agent's answers are scripted, no model writes them";

/** What the demo is an answer to. Any other question gets the same one. */
export const DEMO_QUESTION = "Add a --json option to cli.mjs, with a test.";

const patchCall = (thought: string, patch: string): SessionStep => ({
  thought,
  call: "repo_browser.apply_patch",
  arguments: JSON.stringify({ patch: `*** Begin Patch\n${patch}*** End Patch` }),
});

const testCall = (thought: string): SessionStep => ({
  thought,
  call: "container.exec",
  arguments: JSON.stringify({ command: ["node", "--test"] }),
});

export const DEMO_STEPS: readonly SessionStep[] = [
  {
    thought: "First I look at what is here.",
    call: "repo_browser.print_tree",
    arguments: JSON.stringify({ path: "", depth: 2 }),
  },
  {
    thought: "The command line is in cli.mjs. I read it.",
    call: "repo_browser.open_file",
    arguments: JSON.stringify({ path: "cli.mjs" }),
  },
  patchCall(
    "It is short. I add the option, describe it in the README, and write a test that runs the program.",
    `*** Update File: cli.mjs
@@
-// node cli.mjs WIDTH HEIGHT prints the area of a rectangle.
-const [width, height] = process.argv.slice(2).map(Number);
-console.log(width * height);
+// node cli.mjs [--json] WIDTH HEIGHT prints the area of a rectangle.
+const args = process.argv.slice(2);
+const isJson = args.includes("--json");
+const [width, height] = args.map(Number);
+const area = width * height;
+console.log(isJson ? JSON.stringify({ area }) : area);
*** Add File: cli.test.mjs
+import assert from "node:assert/strict";
+import { execFileSync } from "node:child_process";
+import { test } from "node:test";
+
+const run = (...args) => execFileSync("node", ["cli.mjs", ...args], { encoding: "utf8" });
+
+test("prints the area", () => {
+  assert.equal(run("2", "3"), "6\\n");
+});
+
+test("--json prints an object", () => {
+  assert.deepEqual(JSON.parse(run("--json", "2", "3")), { area: 6 });
+});
*** Update File: README.md
@@
-5. \`node cli.mjs 2 3\` prints an area.
+5. \`node cli.mjs 2 3\` prints an area, with \`--json\` as an object.
`,
  ),
  testCall("Now I run the tests."),
  patchCall(
    "With the option first, its own text was read as the width. Options have to go before numbers are read.",
    `*** Update File: cli.mjs
@@
-const [width, height] = args.map(Number);
+const [width, height] = args.filter((arg) => arg !== "--json").map(Number);
`,
  ),
  testCall("Once more."),
  {
    thought: "They pass.",
    answer: `\`cli.mjs\` has the option now:

- \`node cli.mjs --json 2 3\` prints \`{"area":6}\`; without the option nothing has changed.
- \`cli.test.mjs\` runs the program both ways. The first run failed, because the option was read as a number; that is fixed, and both tests pass.
- The README names the option.

*This was a demo: its answers are scripted, and are the same whatever you ask. Undo the changes and begin a new chat to see it again.*`,
  },
];

/** Shows all the time that this is a demo, whatever else is on the screen. */
export const DEMO_SETTINGS: SettingValues = {
  "window.title": TITLE,
  // Its place is the title's.
  "window.commandCenter": false,
  "workbench.colorCustomizations": {
    "titleBar.activeBackground": "#8a5a00",
    "titleBar.activeForeground": "#ffffff",
    "titleBar.inactiveBackground": "#8a5a00",
    "titleBar.inactiveForeground": "#ffffff",
  },
};

export const DEMO_ABOUT = `Demo: the agent's answers are scripted, and no language model writes them. The engine, the tools, the files and the
  commands are real. Open Ossicle's chat, choose Agent, and ask: ${DEMO_QUESTION}`;

/** Builds the demo's model. Answers its path. */
export async function demoModel(): Promise<string> {
  const folder = join(cacheFolder(), "fixtures");
  await mkdir(folder, { recursive: true });
  const path = join(folder, MODEL_FILE);
  await buildScripted(path, { sequences: [], steps: session(DEMO_STEPS) });
  return path;
}

/** A new copy of the sample workspace: the demo's changes begin there. */
export async function demoWorkspace(sample: string): Promise<string> {
  const folder = join(cacheFolder(), "demo-workspace");
  await rm(folder, { recursive: true, force: true });
  await cp(sample, folder, { recursive: true });
  return folder;
}
