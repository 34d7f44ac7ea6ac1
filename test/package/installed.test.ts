import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { Page } from "playwright-core";
import { readAddress } from "../../language-server/engine-protocol/address.ts";
import { ensureEditorHost } from "../../tools/editor-host/install.ts";
import { installExtension } from "../../tools/editor-host/install-extension.ts";
import { BROWSER } from "../../tools/editor-host/system-packages.ts";
import { startInBrowser } from "../workbench/in-browser.ts";
import { createPlace, type Place } from "../workbench/place.ts";
import { ADDITION, FUNCTION_HEAD } from "../workbench/script.ts";
import { until, within } from "../workbench/until.ts";
import { vsixForThisMachine } from "./built-vsix.ts";

const START_TIMEOUT_MS = 150_000;
const SUGGESTION_TIMEOUT_MS = 60_000;
const TIMEOUT_MS = 5_000;
const END_TIMEOUT_MS = 30_000;

describe("installed from its VSIX", function () {
  this.timeout(480_000);

  it("completes code on its own native parts, and leaves no process behind", async function () {
    const vsix = await vsixForThisMachine(this);
    ensureEditorHost([BROWSER]);
    let root = "";
    {
      await using place = await createPlace(false);
      root = dirname(place.folder);
      await installExtension(place.profile, vsix.path);
      const file = join(place.folder, "tab.ts");
      await writeFile(file, `${FUNCTION_HEAD}  `);
      await using browser = await startInBrowser(place);
      const page = await browser.open({ file });
      await modelIsReady(page);
      await page.locator(".monaco-editor .view-line").first().click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("ret", { delay: 40 });
      await showsGhostText(page, `urn${ADDITION}`);
      await page.keyboard.press("Tab");
      await until("the suggestion is in the file", async () => {
        const text = (await page.locator(".view-lines").first().textContent()) ?? "";
        return text.replaceAll("\u00a0", " ").includes(`return${ADDITION}`) || undefined;
      });
      await assertOwnNativeParts(place);
    }
    await within(END_TIMEOUT_MS, async () => processesOf(root).length === 0 || undefined);
    assert.deepEqual(processesOf(root), []);
  });
});

function modelIsReady(page: Page): Promise<void> {
  return page
    .locator('[id="ossicle.ossicle.ossicle.status"] .codicon-ossicle-logo')
    .waitFor({ timeout: START_TIMEOUT_MS });
}

async function showsGhostText(page: Page, expected: string): Promise<void> {
  let shown = "";
  await within(SUGGESTION_TIMEOUT_MS, async () => {
    const found = await within(TIMEOUT_MS, async () => {
      const pieces = await page.locator('.view-lines [class*="ghost-text"]').allTextContents();
      shown = pieces.join("").replaceAll("\u00a0", " ");
      return shown === expected || undefined;
    });
    // In an editor that has just opened, VS Code may miss the first keys; a user types on.
    if (found === undefined && shown === "") {
      await page.keyboard.press("x");
      await page.keyboard.press("Backspace");
    }
    return found;
  });
  assert.equal(shown, expected);
}

/** The engine runs from the installed extension, and so does every native library of llama.cpp in it. */
async function assertOwnNativeParts({ env, profile }: Place): Promise<void> {
  const engine = await readAddress(env.OSSICLE_RUNTIME_DIR ?? "");
  assert.ok(engine, "an engine runs");
  const listed = execFileSync("ps", ["-o", "args=", "-p", String(engine.pid)], { encoding: "utf8" });
  assert.ok(listed.includes(`${profile.extensions}${sep}`), listed);
  // What a process has mapped can be read on Linux alone.
  if (process.platform !== "linux") return;
  const maps = await readFile(`/proc/${engine.pid}/maps`, "utf8");
  const libraries = [
    ...new Set([...maps.matchAll(/\S*\/[^\s/]*(?:llama|ggml)[^\s/]*$/gm)].map(([path]) => path)),
  ];
  assert.ok(
    libraries.some((path) => path.endsWith("llama-addon.node")),
    "node-llama-cpp is loaded",
  );
  for (const path of libraries)
    assert.match(
      path.slice(profile.extensions.length),
      /^\/[^/]+\/dist\/node_modules\/@node-llama-cpp\//,
      path,
    );
}

/** The processes whose command line names a folder. */
function processesOf(folder: string): string[] {
  const listed = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" });
  return listed.split("\n").filter((line) => line.includes(folder));
}
