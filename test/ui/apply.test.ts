import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { until } from "../workbench/until.ts";
import { ChatFrame } from "./chat-frame.ts";
import { sharedWindow } from "./shared-window.ts";
import type { Workbench } from "./workbench.ts";

const TIMEOUT_MS = 240_000;
const OLD = "def find():\n    two = 2\n    return two\n";
/** The comment may be one, or stand for the code. */
const NEW = "def find():\n    # as was\n";
const NOTEBOOK = {
  cells: ["one = 1\n", "two = 2\n"].map((source) => ({
    cell_type: "code",
    execution_count: null,
    metadata: {},
    outputs: [],
    source: [source],
  })),
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 5,
};

/** A model that gives this answer to every question, and to every edit as well. */
const answering = (text: string) =>
  scriptedFixture({
    sequences: [
      [
        ...[{ text: "assistant" }, { special: "<|channel|>" }, { text: "final" }, { special: "<|message|>" }],
        ...[{ text }, { special: "<|return|>" }],
      ],
    ],
  });

describe("ui: code that is applied", function () {
  this.timeout(TIMEOUT_MS);
  let workbench: Workbench;
  let chat: ChatFrame;

  before(async () => {
    workbench = await sharedWindow({
      "ossicle.model.path": await answering(`Here:\n\n~~~python go.py\n${NEW.trimEnd()}`),
    });
    await writeFile(join(workbench.place.folder, "numbers.ipynb"), JSON.stringify(NOTEBOOK));
    await workbench.openFile("go.py", OLD, 1);
    chat = await ChatFrame.open(workbench);
    await chat.askAndWait("Change it.");
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench?.keepPicture(`failed ${this.currentTest.title}`);
  });

  const saved = () => readFile(join(workbench.place.folder, "go.py"), "utf8");
  const changes = () => workbench.page.locator(".monaco-diff-editor");
  /** In the list that asks. */
  const answer = (label: string) =>
    workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: label });

  async function apply(): Promise<void> {
    await chat.lastAnswer.getByRole("button", { name: "Apply to go.py" }).click();
    await answer("Apply Anyway").waitFor();
    await changes().locator(".line-insert").first().waitFor();
    await workbench.showsText(OLD, changes().locator(".editor.original"));
    await workbench.showsText(NEW, changes().locator(".editor.modified"));
  }

  it("shows what would be lost, and leaves the file as it is when the user cancels", async () => {
    await apply();
    await workbench.picture("apply-question");
    await answer("Cancel").click();
    await changes().waitFor({ state: "detached" });
    await workbench.showsText(OLD);
  });

  it("is inserted at the cursor instead", async () => {
    await apply();
    await answer("Insert at Cursor").click();
    await changes().waitFor({ state: "detached" });
    await workbench.showsText(/# as was/);
    await workbench.page.keyboard.press("Control+z");
    await workbench.showsText(OLD);
  });

  it("comes under review when the user wants it anyway, unsaved", async () => {
    await apply();
    await answer("Apply Anyway").click();
    await workbench.page
      .locator(".editor-actions")
      .getByRole("button", { name: "Reject All Changes" })
      .waitFor();
    await workbench.showsText(NEW, changes().locator(".editor.modified"));
    await until("it isn't saved", async () => (await saved()) === OLD || undefined);
    await workbench.command("Ossicle: Reject All Changes");
    await changes().waitFor({ state: "detached" });
    await workbench.showsText(OLD);
  });

  it("is inserted into a cell of a notebook", async () => {
    const { page } = workbench;
    await page.keyboard.press("Control+p");
    await page.locator(".quick-input-widget:visible input:focus").waitFor();
    await page.keyboard.type("numbers.ipynb");
    await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "numbers.ipynb" }).waitFor();
    await page.keyboard.press("Enter");
    const cell = page.locator(".notebookOverlay .cell-editor-container .view-lines", { hasText: "one" });
    await cell.click();
    await page.locator(".notebookOverlay .monaco-editor.focused").waitFor();
    await page.keyboard.press("Control+End");
    await chat.lastAnswer.getByRole("button", { name: "Insert at cursor" }).click();
    await page
      .locator(".notebookOverlay .cell-editor-container .view-lines", { hasText: "# as was" })
      .waitFor();
    await workbench.picture("insert-in-cell");
  });
});
