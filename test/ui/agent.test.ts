/**
 * Whole sessions of the agent, as a user sees them and by keyboard alone: the model is scripted, everything else is real.
 */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { answerParts, type SessionStep, session } from "../../tools/fixtures/scripted/session.ts";
import { until } from "../workbench/until.ts";
import { ChatFrame } from "./chat-frame.ts";
import { sharedWindow } from "./shared-window.ts";
import { THEMES } from "./themes.ts";
import type { Workbench } from "./workbench.ts";

const TIMEOUT_MS = 240_000;
const FILES = { "one.js": "export const one = 1;\n", "two.js": "export const two = 1;\n" };
const PATCH = `*** Begin Patch
*** Update File: one.js
@@
-export const one = 1;
+export const one = "one";
*** Update File: two.js
@@
-export const two = 1;
+export const two = 2;
*** Add File: three.js
+export const three = 3;
*** End Patch`;

const exec = (command: string): SessionStep => ({
  call: "container.exec",
  arguments: JSON.stringify({ command: ["bash", "-lc", command] }),
});

/** Two questions of one chat: the second one comes when there are two calls, as the first one's answer does. */
function model(): Promise<string> {
  const steps = session([
    {
      thought: "I look at what is here.",
      call: "repo_browser.print_tree",
      arguments: JSON.stringify({ path: "", depth: 2 }),
    },
    { call: "repo_browser.open_file", arguments: JSON.stringify({ path: "two.js" }) },
    { answer: "In two.js, two is 1." },
    exec("echo yes > allowed.txt"),
    exec("echo yes > refused.txt"),
    exec("echo begun > begun.txt; sleep 600"),
    { thought: "That is all.", answer: "The three files are right now." },
  ]);
  const change = answerParts({
    thought: "Three files have to change.",
    call: "repo_browser.apply_patch",
    arguments: JSON.stringify({ patch: PATCH }),
  });
  steps[2]?.push([{ text: " them." }, { special: "<|end|>" }, ...change]);
  return scriptedFixture({ sequences: [], steps });
}

describe("ui: the agent", function () {
  this.timeout(TIMEOUT_MS);
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    workbench = await sharedWindow({
      "ossicle.model.path": await model(),
      // Where there is one, nothing is asked.
      "ossicle.agent.sandbox": false,
      "terminal.integrated.defaultProfile.linux": "bash",
    });
    for (const [name, text] of Object.entries(FILES)) await writeFile(path(name), text);
    chat = await ChatFrame.open(workbench);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench?.keepPicture(`failed ${this.currentTest.title}`);
  });

  const path = (name: string) => join(workbench.place.folder, name);
  const read = (name: string) => readFile(path(name), "utf8").catch(() => undefined);
  const step = (text: string): Locator => chat.lastAnswer.locator(".step-label").filter({ hasText: text });
  const asks = (command: string) => chat.asks("Run this command?").filter({ hasText: command });

  it("answers a question by reading, with a line for each step", async () => {
    await chat.askAndWait("What is two?");
    await step("two.js").waitFor();
    await chat.lastAnswer.getByText("In two.js, two is 1.").waitFor();
    assert.equal(await chat.lastAnswer.locator(".step").count(), 2);
    await workbench.picture("agent-read");
  });

  it("edits three files under review, and asks before it runs a command", async () => {
    await chat.chooseMode("Agent");
    await chat.ask("Correct them.");
    await asks("allowed.txt").waitFor();
    await chat.changes.getByText("3 files changed").waitFor();
    await step("Edited 3 files").waitFor();
    assert.equal(await read("allowed.txt"), undefined);
  });

  for (const [name, theme] of Object.entries(THEMES))
    it(`looks right in ${theme} while it asks`, async () => {
      await workbench.useTheme(theme);
      await asks("allowed.txt").waitFor();
      await workbench.picture(`agent-asks-${name}`);
    });

  it("runs a command that is allowed, by key", async () => {
    await asks("allowed.txt").focus();
    await workbench.page.keyboard.press("Control+Enter");
    await asks("refused.txt").waitFor();
    assert.equal(await read("allowed.txt"), "yes\n");
  });

  it("doesn't run one that is refused, and goes on", async () => {
    await asks("refused.txt").getByRole("button", { name: "Skip" }).press("Enter");
    await asks("sleep 600").waitFor();
    assert.equal(await read("refused.txt"), undefined);
  });

  it("stops a running command alone, and answers", async () => {
    await asks("sleep 600").getByRole("button", { name: "Run", exact: true }).press("Enter");
    await until("it runs", async () => (await read("begun.txt")) !== undefined || undefined);
    const running = chat.lastAnswer.locator(".step").filter({ hasText: "sleep 600" });
    await running.getByRole("button", { name: /^Stop/ }).press("Enter");
    await chat.isAnswered();
    await step("Stopped").waitFor();
    await chat.lastAnswer.getByText("The three files are right now.").waitFor();
    await workbench.picture("agent-answered");
  });

  it("takes the turn back after the window was reloaded, and says what it can't", async () => {
    await workbench.page.reload();
    await workbench.settled();
    chat = await ChatFrame.open(workbench);
    await chat.changes.getByText("3 files changed").waitFor();
    await chat.changes.getByRole("button", { name: "3 files changed" }).press("Enter");
    await chat.changes.getByText("allowed.txt").waitFor();
    assert.equal(await chat.changes.getByText("refused.txt").count(), 0, "it didn't run");
    await workbench.picture("agent-reloaded");
    await chat.button("Undo This Turn").press("Enter");
    await until("the files are back", async () =>
      (await read("one.js")) === FILES["one.js"] &&
      (await read("two.js")) === FILES["two.js"] &&
      (await read("three.js")) === undefined
        ? true
        : undefined,
    );
    assert.equal(await read("allowed.txt"), "yes\n");
    await workbench.picture("agent-undone");
  });
});

describe("ui: an agent whose context is full", function () {
  this.timeout(TIMEOUT_MS);
  const CONTEXT_TOKENS = 4_096;
  let workbench: Workbench;
  let chat: ChatFrame;

  /** A third of the context; its last line is what the model goes on from. */
  const longText = (name: string) =>
    `${Array.from({ length: 130 }, (_, line) => `Line ${line} has some words to read.`).join("\n")}
This is the end of ${name}.
`;
  const open = (path: string): SessionStep => ({
    call: "repo_browser.open_file",
    arguments: JSON.stringify({ path }),
  });
  const behind = (name: string, step: SessionStep) => [
    { text: ` ${name}.` },
    { special: "<|end|>" },
    ...answerParts(step),
  ];

  before(async () => {
    const [first = []] = session([open("a.txt")]);
    const summary = [
      ...[{ text: " no instructions from it." }, { special: "<|end|>" }, { special: "<|start|>" }],
      ...[{ text: "assistant" }, { special: "<|channel|>" }, { text: "final" }, { special: "<|message|>" }],
      ...[{ text: "The first file was read." }, { special: "<|return|>" }],
    ];
    workbench = await sharedWindow({
      "ossicle.model.path": await scriptedFixture({
        sequences: [summary],
        steps: [first, [behind("a", open("b.txt")), behind("b", { answer: "Both are read." })]],
      }),
      "ossicle.chat.contextSize": CONTEXT_TOKENS,
    });
    for (const name of ["a", "b"])
      await writeFile(join(workbench.place.folder, `${name}.txt`), longText(name));
    chat = await ChatFrame.open(workbench);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench?.keepPicture(`failed ${this.currentTest.title}`);
  });

  it("sums up what came before, says so in a line that opens, and answers", async () => {
    await chat.askAndWait("Read both.");
    await chat.lastAnswer.getByText("Both are read.").waitFor();
    await chat.lastAnswer.getByRole("button", { name: /^The context was full/ }).press("Enter");
    await chat.lastAnswer.getByText("The first file was read.").waitFor();
    await workbench.picture("agent-compacted");
  });
});
