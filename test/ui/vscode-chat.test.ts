/**
 * VS Code's own chat on the local model, as a user sees it: its agent and its inline chat, and Ossicle's own agent in its
 * chat view. The model is scripted, everything else is real.
 */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shortName } from "../../language-server/engine-protocol/short-name.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import type { ScriptPart } from "../../tools/fixtures/scripted/script.ts";
import { answerParts, type SessionStep, session } from "../../tools/fixtures/scripted/session.ts";
import { distinctWords, ENDLESS_ANSWER } from "../workbench/endless-answer.ts";
import { until } from "../workbench/until.ts";
import { enginePid } from "./processes.ts";
import { THEMES } from "./themes.ts";
import { CHAT_EXTENSION, VsCodeChat } from "./vscode-chat.ts";
import { Workbench } from "./workbench.ts";

const TIMEOUT_MS = 240_000;
const FILES = { "one.js": "export const one = 1;\n", "two.js": "export const two = 1;\n" };
const CORRECTED = { "one.js": 'export const one = "one";\n', "two.js": "export const two = 2;\n" };
const PATCH = `*** Begin Patch
*** Update File: one.js
@@
-export const one = 1;
+export const one = "one";
*** Update File: two.js
@@
-export const two = 1;
+export const two = 2;
*** End Patch`;
const SUBTRACTION = "export function add(left, right) {\n  return left - right;\n}\n";
const ADDITION = SUBTRACTION.replace("-", "+");
const ADDITION_PATCH = `*** Begin Patch
*** Update File: add.js
@@
-  return left - right;
+  return left + right;
*** End Patch`;

/** What VS Code puts behind a question: for its agent, for inline chat. Its title and `@ossicle` have it as it is. */
const AGENT_END = "\n</userRequest>\n";
const INLINE_END = "\n</prompt>\n";

const native = (name: string, input: object): SessionStep => ({
  call: name,
  arguments: JSON.stringify(input),
});
const patch = (text: string) => native("repo_browser.apply_patch", { patch: text });
const exec = (command: string) => native("container.exec", { command: ["bash", "-lc", command] });

/**
 * What is asked. The scripted model knows a question by all but its first word: there have to be enough of them, as it
 * doesn't see each token before an answer.
 */
const READ = "Please say what two is.";
const EDIT = "Please correct both of them.";
const ENDLESS = "Please tell me everything.";
const ENDLESS_AGAIN = "Then go on like that.";
const INLINE = "Please add the two numbers.";
const GREETING = "Good day!";
/** A title, and what Ossicle's own agent answers: both are asked for by the bare question. */
const GREETING_BACK = "Good day to you";
const OWN_READ = "Now look into two.";
const OWN_EDIT = "Now change the two files.";

/** What is said to a question. */
const to = (question: string, step: SessionStep, end = ""): ScriptPart[] => [
  { text: `${question.slice(question.indexOf(" "))}${end}` },
  { special: "<|end|>" },
  ...answerParts(step),
];

const [ROUND, first] = ENDLESS_ANSWER;
const BEGINNING = ROUND.trim().split(" ").slice(0, 3).join(" ");
const endless = (question: string): ScriptPart[] => [
  ...to(question, { answer: ROUND }, AGENT_END).slice(0, -1),
  first,
];

/** Much the same conversation twice, each from no call on: in VS Code's agent, and in Ossicle's. */
function model(): Promise<string> {
  const [greeted = [], read = [], edited = [], refused = []] = session([
    { thought: "They greet me.", answer: "I am here." },
    { thought: "I have seen it.", answer: "In two.js, two is 1." },
    exec("echo yes > made.txt"),
    { answer: "Both files are right now." },
  ]);
  const open = native("repo_browser.open_file", { path: "two.js" });
  greeted.push(
    to(GREETING, { answer: GREETING_BACK }),
    to(READ, open, AGENT_END),
    to(OWN_READ, open),
    to(INLINE, patch(ADDITION_PATCH), INLINE_END),
  );
  read.push(to(EDIT, patch(PATCH), AGENT_END), to(OWN_EDIT, patch(PATCH)));
  refused.push(endless(ENDLESS), endless(ENDLESS_AGAIN));
  return scriptedFixture({ sequences: [], steps: [greeted, read, edited, refused] });
}

const READ_ALL = "Please read all of them.";
/** Two of the files below take it up. */
const SMALL_CONTEXT_TOKENS = 8_192;
const LINES = 75;
const WORDS = distinctWords(36).trim().split(" ");
/** By its last line, of words that come nowhere else, the model knows which file it has read. */
const LONG_FILES = ["first.txt", "second.txt", "third.txt"].map((name, n) => ({
  name,
  lastLine: ["End", ...WORDS.slice(12 * n, 12 * (n + 1))].join(" "),
}));

/** Reads one file after the other, however many of its calls are still in its context. */
function readingModel(): Promise<string> {
  const read = LONG_FILES.map(({ name }) => native("repo_browser.open_file", { path: name }));
  const goOn = [...read.slice(1), { answer: "All three are read." }].map((step, n) =>
    to(LONG_FILES[n]?.lastLine ?? "", step),
  );
  const summary = [{ text: "summary>\n" }, { text: "Some files were read." }, { special: "<|return|>" }];
  return scriptedFixture({
    sequences: [...read.slice(0, 1).map((step) => to(READ_ALL, step, AGENT_END)), ...goOn, summary],
  });
}

describe("ui: VS Code's own chat", function () {
  this.timeout(TIMEOUT_MS);
  let workbench: Workbench;
  let chat: VsCodeChat;

  before(async () => {
    workbench = await Workbench.open(
      {
        "chat.disableAIFeatures": false,
        "ossicle.model.path": await model(),
        "terminal.integrated.defaultProfile.linux": "bash",
      },
      undefined,
      { builtIn: [CHAT_EXTENSION] },
    );
    await writeFiles();
  });
  after(() => workbench?.[Symbol.asyncDispose]());
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench?.keepPicture(`failed ${this.currentTest.title}`);
  });

  const path = (name: string) => join(workbench.place.folder, name);
  const read = (name: string) => readFile(path(name), "utf8").catch(() => undefined);
  const writeFiles = async () => {
    for (const [name, text] of Object.entries(FILES)) await writeFile(path(name), text);
  };
  const areCorrected = () =>
    until("both files are changed", async () =>
      (await read("one.js")) === CORRECTED["one.js"] && (await read("two.js")) === CORRECTED["two.js"]
        ? true
        : undefined,
    );

  it("is asked for by a command that says what it starts", async () => {
    const { page } = workbench;
    await workbench.command("Ossicle: Use in VS Code's Agent");
    const dialog = page.locator(".monaco-dialog-box");
    await dialog.getByText("It is a program of Microsoft's").waitFor();
    await workbench.picture("vscode-chat-enable");
    await dialog.getByRole("button", { name: "Enable" }).click();
    const settings = page.locator(".quick-input-widget", { hasText: "Settings of VS Code's Chat" });
    await settings.getByRole("checkbox", { name: "Toggle all checkboxes" }).click();
    await settings.getByText("3 Selected").waitFor();
    await workbench.picture("vscode-chat-settings");
    await page.keyboard.press("Enter");
    chat = await VsCodeChat.shown(workbench);
    await chat.button("Ossicle").first().waitFor();
    await chat.button(/^Models, gpt-oss/).waitFor();
  });

  it("answers a question", async () => {
    await chat.askAndWait(GREETING);
    await chat.lastAnswer.getByText("I am here.").waitFor();
    await workbench.picture("vscode-chat-answer");
  });

  it("reads a file and answers from it", async () => {
    await chat.askAndWait(READ);
    await chat.lastAnswer.getByText("In two.js, two is 1.").waitFor();
  });

  it("edits two files under review, and asks before it runs a command", async () => {
    await chat.ask(EDIT);
    await chat.confirmation.getByText("echo yes > made.txt").waitFor();
    await chat.changes.getByText("2 files changed").waitFor();
    await areCorrected();
    assert.equal(await read("made.txt"), undefined);
  });

  for (const [name, theme] of Object.entries(THEMES))
    it(`looks right in ${theme} while it asks`, async () => {
      await workbench.useTheme(theme);
      await workbench.picture(`vscode-chat-asks-${name}`);
    });

  it("doesn't run a command that is refused, and goes on", async () => {
    await chat.confirmation.getByRole("button", { name: /^Proceed without/ }).click();
    await chat.isAnswered();
    await chat.lastAnswer.getByText("Both files are right now.").waitFor();
    assert.equal(await read("made.txt"), undefined);
    await chat.changes.getByRole("button", { name: /^Keep All/ }).click();
    await chat.changes.waitFor({ state: "hidden" });
  });

  it("stops in the middle of an answer, which stays as far as it came", async () => {
    await chat.ask(ENDLESS);
    await chat.lastAnswer.getByText(BEGINNING).waitFor();
    await chat.button(/^Cancel/).click();
    await chat.isAnswered();
    await chat.lastAnswer.getByText(BEGINNING).waitFor();
  });

  it("says in a sentence that the engine has ended, and answers again", async () => {
    await chat.ask(ENDLESS_AGAIN);
    await chat.lastAnswer.getByText(BEGINNING).waitFor();
    process.kill(await enginePid(workbench.place), "SIGKILL");
    await chat.isAnswered();
    await chat.lastAnswer.getByText("The engine stopped before the answer was complete.").waitFor();
    await chat.lastAnswer.getByText(BEGINNING).waitFor();
    await workbench.picture("vscode-chat-engine-ended");
    await chat.askAndWait("Are they right?");
    await chat.lastAnswer.getByText("Both files are right now.").waitFor();
  });

  it("edits in place from inline chat", async () => {
    const { page } = workbench;
    await workbench.openFile("add.js", SUBTRACTION, 2);
    await page.keyboard.press("Control+i");
    const inline = page.locator(".inline-chat-widget");
    await inline.locator(".monaco-editor.focused").waitFor();
    await workbench.type(INLINE);
    await page.keyboard.press("Enter");
    await inline.getByRole("button", { name: /^Keep/ }).waitFor();
    await workbench.picture("vscode-chat-inline");
    await page.keyboard.press("Control+Enter");
    await inline.waitFor({ state: "hidden" });
    await workbench.showsText(ADDITION);
  });

  it("has a title for the conversation, and answers as @ossicle", async () => {
    await writeFiles();
    await chat.newChat();
    await chat.askAndWait(GREETING, "@ossicle ");
    await chat.lastAnswer.getByText(GREETING_BACK).waitFor();
    await chat.title.getByText(GREETING_BACK).waitFor();
    await chat.askAndWait(OWN_READ);
    await chat.lastAnswer.getByText("In two.js, two is 1.").waitFor();
  });

  it("edits as @ossicle, and runs a command that VS Code has asked about", async () => {
    await chat.ask(OWN_EDIT);
    await chat.confirmation.getByText("echo yes > made.txt").waitFor();
    await areCorrected();
    assert.equal(await read("made.txt"), undefined);
    await workbench.picture("vscode-chat-ossicle-asks");
    await chat.confirmation.getByRole("button", { name: /^Allow/ }).click();
    await chat.isAnswered();
    await chat.lastAnswer.getByText("Both files are right now.").waitFor();
    assert.equal(await read("made.txt"), "yes\n");
  });

  for (const [name, theme] of Object.entries(THEMES))
    it(`looks right in ${theme} when @ossicle has answered`, async () => {
      await workbench.useTheme(theme);
      await workbench.picture(`vscode-chat-ossicle-${name}`);
    });

  it("has a long conversation summed up, and goes on with it", async () => {
    const reading = await readingModel();
    const line = "This line of the file has some words to read.\n";
    for (const { name, lastLine } of LONG_FILES)
      await writeFile(path(name), `${line.repeat(LINES)}${lastLine}`);
    await workbench.place.configure({
      "ossicle.model.path": reading,
      "ossicle.chat.contextSize": SMALL_CONTEXT_TOKENS,
    });
    await chat.button(`Models, gpt-oss (${shortName(reading)})`).waitFor();
    await workbench.settled();
    await chat.newChat();
    // A view that reads the agents anew may take VS Code's own in a new chat, which doesn't fit into this context.
    await workbench.command("Ossicle: Use in VS Code's Agent");
    await chat.button("Ossicle").first().waitFor();
    await chat.askAndWait(READ_ALL);
    await chat.lastAnswer.getByText("All three are read.").waitFor();
    await chat.lastAnswer.getByText(/^Completed \d+ steps/).click();
    await chat.lastAnswer.getByText("Compacted conversation").first().waitFor();
    await workbench.picture("vscode-chat-compacted");
  });
});
