import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { THINKING_SPECIALS, THINKING_TEMPLATE } from "../../tools/fixtures/other-families.ts";
import type { ScriptPart } from "../../tools/fixtures/scripted.ts";
import { ENDLESS_ANSWER } from "../workbench/endless-answer.ts";
import { until } from "../workbench/until.ts";
import { ChatFrame } from "./chat-frame.ts";
import { anotherServer, serverPids } from "./processes.ts";
import { sharedWindow } from "./shared-window.ts";
import { THEMES } from "./themes.ts";
import type { Workbench } from "./workbench.ts";

const TIMEOUT_MS = 240_000;

/** A model that gives this answer to every question. */
function answering(text: string, ...then: ScriptPart[]): Promise<string> {
  const start: ScriptPart[] = [
    { text: "assistant" },
    ...[{ special: "<|channel|>" }, { text: "final" }, { special: "<|message|>" }],
  ];
  return scriptedFixture({ sequences: [[...start, { text }, ...then]] });
}

async function failedPicture(workbench: Workbench | undefined, test: Mocha.Test | undefined): Promise<void> {
  if (test?.isFailed()) await workbench?.keepPicture(`failed ${test.title}`);
}

describe("ui: chat with a model that thinks", function () {
  this.timeout(TIMEOUT_MS);
  const QUESTION = "What is a closure in JavaScript?";
  const THOUGHT = "The user asks about closures";
  const ANSWER = "It keeps what it was made with";
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    const model = await scriptedFixture({
      specials: THINKING_SPECIALS,
      chatTemplate: THINKING_TEMPLATE,
      sequences: [
        [
          ...[{ text: "\n" }, { text: THOUGHT }, { special: "</think>" }],
          ...[{ text: ANSWER }, { special: "<|im_end|>" }],
        ],
      ],
    });
    workbench = await sharedWindow({ "ossicle.model.path": model });
    await workbench.openFile(
      "distance.py",
      "import math\n\n\ndef distance(a, b):\n    return math.hypot(a - b)\n",
      1,
    );
  });
  afterEach(function () {
    return failedPicture(workbench, this.currentTest);
  });

  it("opens by command, ready to be typed in, and says where everything stays", async () => {
    chat = await ChatFrame.open(workbench);
    await chat.focusedField.waitFor();
    await workbench.page.keyboard.type("x");
    await until("it is typed there", async () => (await chat.field.inputValue()) === "x" || undefined);
    await chat.field.fill("");
    await chat.button("Explain distance.py").waitFor();
    await workbench.picture("chat-start");
  });

  it("has the open file, then the selection, attached by itself, and keeps it with the question", async () => {
    await chat.attached.getByRole("button", { name: /^distance\.py\. / }).waitFor();
    await workbench.page.locator(".editor-instance .view-lines").click();
    await workbench.page.keyboard.press("Control+End");
    await workbench.page.keyboard.press("Shift+ArrowUp");
    await chat.attached.getByRole("button", { name: /^distance\.py:5\. / }).waitFor();
    await workbench.picture("chat-selection");
  });

  it("answers, and tells what the answer took", async () => {
    await chat.askAndWait(QUESTION);
    await chat.lastAnswer.getByText(ANSWER).waitFor();
    await chat.lastAnswer.getByText(/\d+ tokens\/s · [\d.]+ m?s to first token/).waitFor();
    assert.equal(await chat.title.textContent(), QUESTION);
    await chat.questions.last().getByRole("list", { name: "Attached" }).getByText("distance.py:5").waitFor();
  });

  it("attaches nothing by itself any more once that is removed, until the user wants it again", async () => {
    await chat.attached.getByRole("button", { name: "Remove distance.py:5" }).click();
    await chat.attached.waitFor({ state: "detached" });
    await workbench.page.locator(".editor-instance .view-lines").click();
    await chat.button("Attach the selection or the open file again").click();
    await chat.attached.getByRole("button", { name: /^distance\.py\. / }).waitFor();
  });

  it("folds what the model thought under the time that it took, and opens it by a click", async () => {
    const thoughts = chat.lastAnswer.getByRole("button", { name: /^Thought for [\d.]+ m?s$/ });
    assert.equal(await thoughts.getAttribute("aria-expanded"), "false");
    const folded = await chat.answer();
    assert.ok(!folded.includes(THOUGHT));
    await thoughts.click();
    await chat.lastAnswer.getByText(THOUGHT).waitFor();
    assert.equal(await thoughts.getAttribute("aria-expanded"), "true");
    await workbench.picture("chat-thoughts");
    await thoughts.click();
    await chat.lastAnswer.getByText(THOUGHT).waitFor({ state: "hidden" });
    assert.equal(await chat.answer(), folded);
  });

  it("attaches a file that is picked by keyboard", async () => {
    const { keyboard } = workbench.page;
    await chat.field.focus();
    await workbench.type("@dist");
    await chat.chosen("distance.py").waitFor();
    await workbench.picture("chat-picker");
    await keyboard.press("Enter");
    const chip = chat.attached.getByRole("button", { name: /^distance\.py/ });
    await chip.waitFor();
    assert.equal(await chat.field.inputValue(), "distance.py ");
    await workbench.picture("chat-chip");
    await chat.askAndWait("has a `distance`: what does it do?");
    assert.equal(await chat.questions.count(), 2);
    const asked = chat.questions.last();
    await asked.getByText("distance.py has a `distance`: what does it do?").waitFor();
    assert.equal(await asked.getByRole("list", { name: "Attached" }).getByText("distance.py").count(), 1);
  });

  it("is there again after the page is loaded again, and in the history", async () => {
    const { page } = workbench;
    const before = [await chat.questions.allInnerTexts(), await chat.answers.allInnerTexts()];
    await page.reload();
    await workbench.settled();
    chat = await ChatFrame.shown(workbench);
    await until("the questions are there", async () => (await chat.questions.count()) === 2 || undefined);
    assert.deepEqual([await chat.questions.allInnerTexts(), await chat.answers.allInnerTexts()], before);

    await chat.button("New chat").click();
    await until("the new chat is empty", async () => (await chat.questions.count()) === 0 || undefined);
    await chat.button("Chats").click();
    const row = chat.history.getByRole("listitem").filter({ hasText: QUESTION });
    await row.waitFor();
    await workbench.picture("chat-history");
    await row.getByText(QUESTION).click();
    await until("the chat is back", async () => (await chat.questions.count()) === 2 || undefined);
  });

  it("is renamed where its title stands", async () => {
    await chat.title.getByRole("button").click();
    await chat.nameField.fill("Closures");
    await workbench.page.keyboard.press("Enter");
    await chat.title.getByText("Closures").waitFor();
    await chat.button("Chats").click();
    await chat.history.getByRole("listitem").filter({ hasText: "Closures" }).waitFor();
    await workbench.page.keyboard.press("Escape");
    await chat.history.waitFor({ state: "detached" });
  });

  for (const [name, theme] of Object.entries(THEMES))
    it(`looks right in ${theme}`, async () => {
      await workbench.useTheme(theme);
      chat = await ChatFrame.shown(workbench);
      await chat.title.getByText("Closures").waitFor();
      await until("the conversation is there", async () => (await chat.answers.count()) === 2 || undefined);
      await workbench.picture(`chat-${name}`);
    });
});

describe("ui: code in an answer", function () {
  this.timeout(TIMEOUT_MS);
  const OLD = "export const one = 1;\nexport const two = 1;\n";
  const NEW = "export const one = 1;\nexport const two = 2;\n";
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    const model = await answering("Here <b>it is:\n\n~~~ts sum.ts\nexport const two = 2;", {
      special: "<|return|>",
    });
    workbench = await sharedWindow({ "ossicle.model.path": model });
    await workbench.openFile("sum.ts", OLD, 1);
    chat = await ChatFrame.open(workbench);
    await chat.askAndWait("Two shall be two.");
  });
  afterEach(function () {
    return failedPicture(workbench, this.currentTest);
  });

  const saved = () => readFile(join(workbench.place.folder, "sum.ts"), "utf8");
  const changes = () => workbench.page.locator(".monaco-diff-editor");

  async function apply(): Promise<void> {
    await chat.lastAnswer.getByRole("button", { name: "Apply to sum.ts" }).click();
    await changes().locator(".line-insert").first().waitFor();
    await workbench.showsText(OLD, changes().locator(".editor.original"));
    await workbench.showsText(NEW, changes().locator(".editor.modified"));
    // The way by mouse: buttons over the diff.
    for (const button of ["Accept All Changes", "Reject All Changes"])
      await workbench.page.locator(".editor-actions").getByRole("button", { name: button }).waitFor();
  }

  it("shows HTML as text", async () => {
    await chat.lastAnswer.getByText("Here <b>it is:").waitFor();
    assert.equal(await chat.lastAnswer.locator("b").count(), 0);
    await workbench.picture("chat-code");
  });

  it("is applied through a diff, and taken back whole when it is rejected", async () => {
    await apply();
    await workbench.picture("chat-apply");
    await workbench.command("Ossicle: Reject All Changes");
    await changes().waitFor({ state: "detached" });
    await workbench.showsText(OLD);
  });

  it("stays when it is accepted, unsaved", async () => {
    await apply();
    await workbench.page
      .locator(".editor-actions")
      .getByRole("button", { name: "Accept All Changes" })
      .click();
    await changes().waitFor({ state: "detached" });
    await workbench.showsText(NEW);
    assert.equal(await saved(), OLD);
    await workbench.page.keyboard.press("Control+s");
    await until("it is saved", async () => ((await saved()) === NEW ? true : undefined));
  });

  it("is inserted at the cursor", async () => {
    const { page } = workbench;
    await page.locator(".editor-instance .view-lines").click();
    await page.keyboard.press("Control+End");
    await chat.lastAnswer.getByRole("button", { name: "Insert at cursor" }).click();
    await workbench.showsText(`${NEW}export const two = 2;`);
  });
});

describe("ui: an answer that doesn't end", function () {
  this.timeout(TIMEOUT_MS);
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    workbench = await sharedWindow({
      "ossicle.model.path": await answering(...ENDLESS_ANSWER),
      // Its rounds are drafted, and 32,768 tokens might be said before all has been looked at.
      "ossicle.chat.contextSize": 131_072,
    });
    chat = await ChatFrame.open(workbench);
  });
  afterEach(function () {
    return failedPicture(workbench, this.currentTest);
  });

  /** Waits until it has begun and gone on. */
  async function streams(): Promise<string> {
    await chat.button("Stop (Escape)").waitFor();
    const begun = await until("it begins", async () => {
      const shown = await chat.answer();
      return /\w+ \w+ \w+/.test(shown) && !shown.includes("…") ? shown : undefined;
    });
    return chat.grown(begun);
  }

  it("streams, and stops by Escape", async () => {
    await chat.ask("Tell me all.");
    const shown = await streams();
    await workbench.picture("chat-streaming");
    await chat.ask("And then?");
    await chat.text("Sent when this answer is finished: And then?").waitFor();
    assert.equal(await chat.field.inputValue(), "");
    await workbench.picture("chat-queued");
    await workbench.page.keyboard.press("Escape");
    await chat.isAnswered();
    await until(
      "it is in the field",
      async () => (await chat.field.inputValue()) === "And then?" || undefined,
    );
    assert.equal(await chat.questions.count(), 1);
    await chat.field.fill("");
    const answer = await chat.answer();
    assert.match(answer, /Stopped\./);
    assert.equal(answer.slice(0, shown.length), shown, "what had come stays");
    await chat.lastAnswer.getByRole("button", { name: "Try Again" }).waitFor();
    await workbench.picture("chat-stopped");
  });

  it("keeps what had come when the language server is killed, and can be asked for again", async () => {
    await chat.ask("Tell me more.");
    const shown = await streams();
    const answers = await chat.answers.count();
    const killed = serverPids();
    for (const pid of killed) process.kill(pid, "SIGKILL");
    await chat.lastAnswer.getByText("The language server stopped before the answer finished.").waitFor();
    assert.equal((await chat.answer()).slice(0, shown.length), shown, "what had come stays");
    await workbench.picture("chat-cut");
    await anotherServer(workbench, killed);
    await chat.lastAnswer.getByRole("button", { name: "Try Again" }).click();
    await streams();
    assert.equal(await chat.answers.count(), answers);
    await chat.button("Stop (Escape)").click();
    await chat.lastAnswer.getByText("Stopped.").waitFor();
  });
});
