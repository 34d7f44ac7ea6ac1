import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { glob, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../common/atomic-file.ts";
import { formatThread, parseThread } from "../../src/chat/threads/thread-format.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { until } from "../workbench/until.ts";
import { ChatFrame } from "./chat-frame.ts";
import { sharedWindow } from "./shared-window.ts";
import { Workbench } from "./workbench.ts";

const TIMEOUT_MS = 240_000;
const COMMAND = "echo hello > made.txt";

/** A model that gives this answer to every question. */
const answering = (text: string) =>
  scriptedFixture({
    sequences: [
      [
        ...[{ text: "assistant" }, { special: "<|channel|>" }, { text: "final" }, { special: "<|message|>" }],
        ...[{ text }, { special: "<|return|>" }],
      ],
    ],
  });

/** Gives the chat another answer, as another window would: a scripted model can't say a token twice. */
async function answerInstead({ place }: Workbench, question: string, answer: string): Promise<void> {
  const cwd = join(place.profile.userData, "User", "workspaceStorage");
  const path = await until("the answer is saved", async () => {
    for await (const found of glob("*/ossicle.ossicle/chats/*.json", { cwd })) {
      const file = join(cwd, found);
      const { thread } = parseThread(await readFile(file, "utf8"));
      const [first, second] = thread.messages;
      if (first?.role === "user" && first.text === question && second?.role === "assistant" && second.end)
        return file;
    }
    return undefined;
  });
  const { thread } = parseThread(await readFile(path, "utf8"));
  const messages = thread.messages.map((message) =>
    message.role === "assistant" ? { ...message, answer } : message,
  );
  await writeFileAtomically(path, formatThread({ ...thread, messages }, randomUUID()));
}

/** Rules, and a prompt file that makes a command. */
async function writeInstructions(folder: string): Promise<void> {
  await mkdir(join(folder, ".ossicle", "prompts"), { recursive: true });
  await writeFile(join(folder, ".ossicle", "rules.md"), "Use tabs.\n");
  await writeFile(
    join(folder, ".ossicle", "prompts", "greet.md"),
    "# Greet the reader\n\nSay hello to $input.\n",
  );
}

describe("ui: what the chat can do in a workspace", function () {
  this.timeout(TIMEOUT_MS);
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    workbench = await sharedWindow({
      "ossicle.model.path": await answering(`Run:\n\n~~~sh make.sh\n${COMMAND}`),
      "terminal.integrated.defaultProfile.linux": "bash",
    });
    await writeInstructions(workbench.place.folder);
    chat = await ChatFrame.open(workbench);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench?.keepPicture(`failed ${this.currentTest.title}`);
  });

  const dialog = () => workbench.page.locator(".monaco-dialog-box");

  async function moreAction(name: string): Promise<void> {
    const block = chat.lastAnswer.locator(".code");
    await block.hover();
    await block.getByRole("button", { name: "More actions" }).click();
    await chat.menuItem(name).click();
  }

  it("offers the workspace's prompt files as commands, and takes its rules along", async () => {
    await chat.field.focus();
    await workbench.type("/gre");
    await chat.option("/greet").waitFor();
    await workbench.page.keyboard.press("Enter");
    await chat.askAndWait("Ada");
    assert.match((await chat.questions.last().textContent()) ?? "", /\/greet Ada/);
    await chat.questions.first().getByText("rules.md").waitFor();
  });

  it("makes a file of a code block, unsaved until the user saves it", async () => {
    const { page, place } = workbench;
    await moreAction("Create file");
    const input = page.locator(".quick-input-box input");
    await until("the path is offered", async () => (await input.inputValue()) === "make.sh" || undefined);
    await input.fill("scripts/make.sh");
    await page.keyboard.press("Enter");
    await page.locator('.tab.active[data-resource-name="make.sh"]').waitFor();
    await workbench.showsText(`${COMMAND}\n`);
    assert.ok(!(await readdir(place.folder)).includes("scripts"));
    await page.keyboard.press("Control+s");
    const saved = () => readFile(join(place.folder, "scripts", "make.sh"), "utf8").catch(() => "");
    await until("it is saved", async () => (await saved()) === `${COMMAND}\n` || undefined);
  });

  it("runs a command in a terminal only after it was shown and confirmed", async () => {
    const made = () => readFile(join(workbench.place.folder, "made.txt"), "utf8").catch(() => undefined);
    const run = chat.lastAnswer.getByRole("button", { name: "Run in terminal" });
    await run.click();
    await dialog().getByText(COMMAND).waitFor();
    await workbench.picture("chat-terminal");
    await dialog().getByRole("button", { name: "Cancel" }).click();
    await dialog().waitFor({ state: "detached" });
    assert.equal(await made(), undefined);

    await run.click();
    await dialog().getByRole("button", { name: "Run", exact: true }).click();
    await until("the command has run", async () => ((await made()) === "hello\n" ? true : undefined));
  });

  it("asks what is typed behind /new in a new chat", async () => {
    assert.equal(await chat.questions.count(), 1);
    await chat.ask("/new Tell me more.");
    await chat.title.getByText("Tell me more.").waitFor();
    await chat.isAnswered();
    assert.equal(await chat.questions.count(), 1);
    assert.equal(await chat.lastAnswer.getByText("Run:").count(), 1);
  });

  it("clears all chats when that is confirmed, and brings them back", async () => {
    await workbench.command("Ossicle: Delete All Chats");
    await dialog().getByText("Delete all chats in this workspace?").waitFor();
    await dialog().getByRole("button", { name: "Delete All" }).click();
    await until("the chat is empty", async () => (await chat.questions.count()) === 0 || undefined);
    await chat.button("Undo").click();
    await chat.button("Chats").click();
    await chat.history.getByRole("listitem").filter({ hasText: "Greet Ada" }).waitFor();
    await workbench.picture("chat-undone");
  });
});

describe("ui: a diff in an answer", function () {
  this.timeout(TIMEOUT_MS);
  const OLD = "// Numbers.\nexport const one = 1;\n";
  const NEW = "// Numbers.\nlet two\n";
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    workbench = await sharedWindow({
      "ossicle.model.path": await answering("Here:\n\n~~~diff total.ts\n-export const one = 1;\n+let two"),
    });
    await writeFile(join(workbench.place.folder, "total.ts"), OLD);
    chat = await ChatFrame.open(workbench);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench?.keepPicture(`failed ${this.currentTest.title}`);
  });

  it("is applied to the file that it names, for review", async () => {
    const { page } = workbench;
    await chat.askAndWait("Change it.");
    await workbench.picture("chat-diff-block");
    await chat.lastAnswer.getByRole("button", { name: "Apply to total.ts" }).click();
    const changes = page.locator(".monaco-diff-editor");
    await changes.locator(".line-insert").first().waitFor();
    await workbench.showsText(OLD, changes.locator(".editor.original"));
    await workbench.showsText(NEW, changes.locator(".editor.modified"));
    await workbench.command("Ossicle: Accept All Changes");
    await changes.waitFor({ state: "detached" });
    await workbench.showsText(NEW);
  });
});

describe("ui: a patch of several files in an answer", function () {
  this.timeout(TIMEOUT_MS);
  const OLD = "let one;\nlet same;\nlet two;\nlet same;\n";
  const block = (...lines: string[]) =>
    [
      "~~~bash",
      "apply_patch <<'EOF'",
      "*** Begin Patch",
      ...lines,
      "*** End Patch",
      "EOF",
      "~~~",
      "",
      "",
    ].join("\n");
  const UPDATE = ["*** Update File: total.ts", "@@"];
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    const fits = block(
      ...[...UPDATE, "-let two;", "+let three;"],
      ...["*** Add File: src/new.ts", "+let four;", "*** Delete File: old.ts"],
    );
    const fitsTwice = block(...UPDATE, "-let same;", "+let other;");
    workbench = await sharedWindow({ "ossicle.model.path": await answering("Soon.") });
    await writeFile(join(workbench.place.folder, "total.ts"), OLD);
    await writeFile(join(workbench.place.folder, "old.ts"), "let old;\n");
    chat = await ChatFrame.open(workbench);
    await chat.askAndWait("Change them all.");
    await answerInstead(workbench, "Change them all.", fits + fitsTwice);
    await chat.lastAnswer.getByText("3 files").waitFor();
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench?.keepPicture(`failed ${this.currentTest.title}`);
  });

  it("changes nothing where a part fits twice, and says where", async () => {
    await chat.lastAnswer.getByRole("button", { name: "Apply to total.ts" }).click();
    await chat.text("Change 1 of total.ts fits several places: lines 2, 4. Nothing was changed.").waitFor();
    await workbench.picture("chat-patch-refused");
  });

  it("changes all files together, and deletes one after a question, which can be undone", async () => {
    const { page, place } = workbench;
    const apply = chat.lastAnswer.getByRole("button", {
      name: "Apply to 3 files: total.ts, src/new.ts, old.ts",
    });
    const dialog = page.locator(".monaco-dialog-box");
    await apply.click();
    await dialog.getByText("Delete old.ts").waitFor();
    await workbench.picture("chat-patch-deletes");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    assert.ok((await readdir(place.folder)).includes("old.ts"));

    await apply.click();
    await dialog.getByRole("button", { name: "Apply", exact: true }).click();
    await page.locator('.tab.active[data-resource-name="new.ts"]').waitFor();
    await workbench.showsText("let four;\n");
    assert.ok(!(await readdir(place.folder)).includes("old.ts"));
    const deleted = (await workbench.notifications()).filter({ hasText: "old.ts was deleted." });
    await deleted.getByText("Undo").click();
    const old = () => readFile(join(place.folder, "old.ts"), "utf8").catch(() => "");
    await until("the file is back", async () => (await old()) === "let old;\n" || undefined);

    await page.locator('.tab[data-resource-name="total.ts"]').click();
    const changes = page.locator(".monaco-diff-editor");
    await workbench.showsText(OLD.replace("two", "three"), changes.locator(".editor.modified"));
    assert.equal(await readFile(join(place.folder, "total.ts"), "utf8"), OLD);
  });
});

describe("ui: the chat in a workspace that isn't trusted", function () {
  this.timeout(TIMEOUT_MS);
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    workbench = await Workbench.open(
      {
        "ossicle.model.path": await answering(`Run:\n\n~~~sh make.sh\n${COMMAND}`),
        "security.workspace.trust.startupPrompt": "never",
      },
      undefined,
      { asksForTrust: true },
    );
    await writeInstructions(workbench.place.folder);
    await workbench.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    chat = await ChatFrame.open(workbench);
  });
  after(() => workbench?.[Symbol.asyncDispose]());
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench?.keepPicture(`failed ${this.currentTest.title}`);
  });

  it("answers, but reads no rules and no prompt files", async () => {
    await chat.field.focus();
    await workbench.type("/");
    await chat.option("/explain").waitFor();
    assert.equal(await chat.option("/greet").count(), 0);
    await chat.field.fill("");
    await chat.askAndWait("Hello.");
    await chat.lastAnswer.getByText("Run:").waitFor();
    assert.equal(await chat.questions.first().getByText("rules.md").count(), 0);
  });

  it("runs nothing in a terminal, and says why", async () => {
    const block = chat.lastAnswer.locator(".code");
    await block.hover();
    await block.getByRole("button", { name: "Run in terminal" }).click();
    await chat.text("Commands can't be run in an untrusted workspace.").waitFor();
    await workbench.picture("chat-untrusted");
    assert.equal(await workbench.page.locator(".terminal-wrapper").count(), 0);
  });
});
