/** Suggestions that no model can be made to say for certain, as a user sees them: an engine says what a test wants. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { SlowAnswer } from "../server/support/slow-answer.ts";
import { TestEngine } from "../server/support/test-engine.ts";
import { until } from "../workbench/until.ts";
import { restartServer } from "./processes.ts";
import { sharedWindow } from "./shared-window.ts";
import { THEMES } from "./themes.ts";
import type { Workbench } from "./workbench.ts";

const FIRST = "const size = a * b;";
const REST = "\n    log(size);\n    return size;";
const HEAD = "function area(a, b) {";
const GREET = "def greet(name):\n    ";
const CANDIDATES = ["return name", 'return "Hello, " + name', "print(name)"] as const;
/** In this time, what is asked for by itself would be there. */
const SETTLED_MS = 1_000;

let workbench: Workbench;
let engine: TestEngine;
let files = 0;

async function play(): Promise<void> {
  workbench = await sharedWindow();
  const { place } = workbench;
  engine = await TestEngine.start(place.env.OSSICLE_RUNTIME_DIR ?? "");
  const { model } = engine.status;
  engine.status = { ...engine.status, model: model && { ...model, path: place.model } };
  await restartServer(workbench);
  // What the window's first editor asks for belongs to no test.
  await workbench.openFile("first.js", "\n", 1);
  await workbench.type("x");
  await until("it is asked for", () => engine.requests.length > 0 || undefined);
}

async function end(): Promise<void> {
  await engine?.[Symbol.asyncDispose]();
  if (workbench) await restartServer(workbench);
}

describe("ui: a suggestion that grows", function () {
  this.timeout(180_000);
  let answer: SlowAnswer;

  before(play);
  beforeEach(async () => {
    answer = new SlowAnswer(FIRST, REST);
    await workbench.openFile(`area-${++files}.js`, `${HEAD}\n}\n`, 1);
    engine.streams = [answer.stream];
  });
  afterEach(() => {
    answer.mayGoOn = true;
  });
  after(end);

  async function showFirstLine(): Promise<void> {
    await workbench.page.keyboard.press("Enter");
    await workbench.showsGhostText(FIRST);
  }

  async function goOn(): Promise<void> {
    answer.mayGoOn = true;
    await until("the model has ended", () => answer.hasEnded || undefined);
    await delay(SETTLED_MS);
  }

  it("shows its first line, then the rest under it, and Tab inserts what is shown", async () => {
    await showFirstLine();
    await workbench.picture("growing-first");
    answer.mayGoOn = true;
    await workbench.showsGhostText(FIRST + REST);
    await workbench.picture("growing-whole");
    await workbench.page.keyboard.press("Tab");
    await workbench.showsText(`${HEAD}\n    ${FIRST}${REST}\n}\n`);
  });

  it("doesn't come back where the user has sent its first line away", async () => {
    await showFirstLine();
    await workbench.page.keyboard.press("Escape");
    await workbench.showsGhostText("");
    await goOn();
    assert.equal(await workbench.ghostText(), "");
  });

  it("doesn't come where the cursor has moved", async () => {
    await showFirstLine();
    await workbench.page.keyboard.press("Control+Home");
    await goOn();
    assert.equal(await workbench.ghostText(), "");
  });

  for (const [name, theme] of Object.entries(THEMES))
    it(`looks right in ${theme}`, async () => {
      await workbench.useTheme(theme);
      await showFirstLine();
      await workbench.picture(`growing-first-${name}`);
      answer.mayGoOn = true;
      await workbench.showsGhostText(FIRST + REST);
      await workbench.picture(`growing-whole-${name}`);
    });
});

describe("ui: several suggestions", function () {
  this.timeout(180_000);
  const [first, second, third] = CANDIDATES;

  before(play);
  beforeEach(async () => {
    await workbench.openFile(`greeting-${++files}.py`, `${GREET}\n`, 2);
    engine.streams = CANDIDATES.map((text) => ({ says: [text, "\n```"] }));
    await workbench.command("Trigger Inline Suggestion");
    await workbench.showsGhostText(first);
  });
  after(end);

  async function go(key: "Alt+]" | "Alt+[", to: string): Promise<void> {
    await workbench.page.keyboard.press(key);
    await workbench.showsGhostText(to);
  }

  it("come at once to who asks; the editor's keys go through them, and Tab inserts the one that is shown", async () => {
    await go("Alt+]", second);
    await go("Alt+]", third);
    await go("Alt+]", first);
    await go("Alt+[", third);
    await go("Alt+[", second);
    await workbench.page.keyboard.press("Tab");
    await workbench.showsText(`${GREET}${second}\n`);
  });

  for (const [name, theme] of Object.entries(THEMES))
    it(`look right in ${theme}`, async () => {
      await workbench.useTheme(theme);
      await go("Alt+]", second);
      const place = workbench.page.locator(".inlineSuggestionsHints", { hasText: "2/3" });
      await workbench.hover(workbench.page.locator('.view-lines [class*="ghost-text"]').first(), place);
      await workbench.picture(`other-suggestions-${name}`);
    });
});
