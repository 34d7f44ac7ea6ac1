import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Locator } from "playwright-core";
import { fixture } from "../../tools/fixtures/cache.ts";
import { MODEL_NAME, type Place } from "../workbench/place.ts";
import { ADDITION, FUNCTION_HEAD } from "../workbench/script.ts";
import { until } from "../workbench/until.ts";
import { ChatFrame } from "./chat-frame.ts";
import { sharedWindow } from "./shared-window.ts";
import { THEMES } from "./themes.ts";
import { READY_ICON, Workbench } from "./workbench.ts";

const NO_MODEL_ICON = ".codicon-circle-slash";
const SMALL = "Qwen2.5-Coder 1.5B";
/** The Models view is up to date after this time. */
const VIEW_MS = 1_000;
/** Longer than the extension waits before it tells of something by itself. */
const QUIET_MS = 8_000;
/** As late as that a step of the walkthrough that was opened takes the focus. */
const WALKTHROUGH_FOCUS_MS = 1_000;
/** Of the small model, as the catalog has it. */
const SMALL_BYTES = 1_646_573_056;
const PIECE_BYTES = 64 * 1024;
const PIECE_MS = 10;

const rows = ({ page }: Workbench): Locator => page.locator(".pane .monaco-list-row");
const row = (workbench: Workbench, text: string): Locator => rows(workbench).filter({ hasText: text });
/** In the list of what is on this machine. */
const found = (workbench: Workbench, name: string): Locator =>
  row(workbench, name).filter({ hasText: "LM Studio" });
const choices = ({ page }: Workbench): Locator => page.locator(".quick-input-list .monaco-list-row");

/** A button that a line shows under the pointer. */
async function press(workbench: Workbench, line: Locator, icon: string): Promise<void> {
  await workbench.hover(line, line.locator(icon));
  await line.locator(icon).click();
}

/** Shows the Models view, which has a place of its own. */
async function showModels(workbench: Workbench): Promise<void> {
  await workbench.command("Focus on Ossicle Models View");
  await row(workbench, "This Machine").first().waitFor();
}

describe("ui: first run", function () {
  this.timeout(240_000);
  let host: SlowHost;
  let workbench: Workbench;

  before(async () => {
    host = await SlowHost.start();
    workbench = await Workbench.open(
      { "ossicle.model.path": "", "ossicle.download.mirror": host.origin },
      NO_MODEL_ICON,
    );
  });
  after(async () => {
    await workbench?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });

  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench.keepPicture(`failed ${this.currentTest.title}`);
  });

  it("tells once that there is no model, and leads to one", async () => {
    const told = (await workbench.notifications()).filter({ hasText: "needs a model" });
    await told.waitFor();
    assert.equal(await told.count(), 1);
    await workbench.picture("first-run-notification");
    const { page } = workbench;
    await page.locator(".notifications-center .monaco-button", { hasText: "Set Up" }).click();
    await choices(workbench).filter({ hasText: "Download gpt-oss-20b" }).waitFor();
    assert.match(
      (await page.locator(".quick-input-box input").getAttribute("placeholder")) ?? "",
      /of memory, .* of disk/,
    );
    await workbench.picture("set-up");
    await page.keyboard.press("Escape");
    await page.locator(".getting-started-category, .gettingStartedContainer").first().waitFor();
    await page.locator(".step-title", { hasText: "Get the model" }).waitFor();
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await workbench.picture("walkthrough");
    await page.locator(".step-title", { hasText: "Get the model" }).click();
    await page.waitForTimeout(WALKTHROUGH_FOCUS_MS);
    await page.locator(".getting-started-step .monaco-button", { hasText: "Set Up" }).click();
    await choices(workbench).filter({ hasText: "Download gpt-oss-20b" }).waitFor();
    await page.waitForTimeout(WALKTHROUGH_FOCUS_MS);
    assert.ok(await page.locator(".quick-input-box input:focus").isVisible(), "keys reach the choice");
    await page.keyboard.press("Escape");
    await page.waitForTimeout(WALKTHROUGH_FOCUS_MS);
  });

  it("keeps a question until there is a model, under one notice, and gives it back", async () => {
    // The walkthrough is a page of its own.
    await workbench.command("View: Close All Editors");
    const chat = await ChatFrame.open(workbench);
    await chat.ask("Why?");
    await chat.text("Your question will be asked when a model is ready.").waitFor();
    for (const button of ["Set Up…", "Select Model File…"])
      assert.equal(await chat.button(button).count(), 1);
    await workbench.picture("chat-no-model");
    await workbench.page.keyboard.press("Escape");
    await until("it is in the field", async () => (await chat.field.inputValue()) === "Why?" || undefined);
    assert.equal(await chat.questions.count(), 0);
    assert.equal(await chat.text("Your question will be asked").count(), 0);
    await chat.field.fill("");
  });

  it("downloads at the user's word, shows how it goes, pauses, goes on and is cancelled", async () => {
    const { page, statusBarItem } = workbench;
    await workbench.command("Ossicle: Download a Model");
    await choices(workbench).filter({ hasText: SMALL }).filter({ hasText: "For suggestions only" }).click();
    // On the CPU alone the plan is shown first.
    await workbench.page.locator(".quick-input-title", { hasText: SMALL }).waitFor();
    await choices(workbench).filter({ hasText: "Download" }).first().click();
    await statusBarItem.locator(".codicon-cloud-download").waitFor();
    await until("it moves", async () => /\d+%/.test((await statusBarItem.textContent()) ?? "") || undefined);
    assert.equal(
      host.requests.every(({ path }) => path.includes("qwen2.5-coder-1.5b")),
      true,
    );
    const told = await (await workbench.notifications()).allTextContents();
    assert(told.some((text) => text.includes(`Downloading ${SMALL}`)));
    await workbench.picture("download-notification");
    await page.keyboard.press("Escape");
    await showModels(workbench);
    await row(workbench, SMALL).filter({ hasText: "%" }).waitFor();
    await workbench.picture("download-running");

    await statusBarItem.click();
    await choices(workbench).filter({ hasText: "Pause Download" }).click();
    await row(workbench, SMALL).filter({ hasText: "paused at" }).waitFor();
    await statusBarItem.filter({ hasText: "paused at" }).waitFor();
    const { sent } = host;
    await workbench.picture("download-paused");

    await press(workbench, row(workbench, SMALL), ".codicon-play");
    await until("more is sent", () => host.sent > sent || undefined);
    assert.notEqual(host.requests.at(-1)?.range, undefined, "it goes on where it was");

    await statusBarItem.click();
    await choices(workbench).filter({ hasText: "Cancel Download" }).click();
    await choices(workbench).filter({ hasText: "Delete Partial Download" }).click();
    await statusBarItem.locator(NO_MODEL_ICON).waitFor();
    await row(workbench, SMALL).filter({ hasText: "Apache-2.0" }).waitFor();
    assert.equal(await row(workbench, SMALL).count(), 1);
    await page.mouse.move(0, 0);
  });

  it("isn't told again after a reload", async () => {
    await workbench.page.reload();
    await workbench.settled(NO_MODEL_ICON);
    await workbench.page.waitForTimeout(QUIET_MS);
    assert.deepEqual(
      (await (await workbench.notifications()).allTextContents()).filter((text) =>
        text.includes("needs a model"),
      ),
      [],
    );
    await workbench.page.keyboard.press("Escape");
    await workbench.page.locator(".notifications-center").waitFor({ state: "hidden" });
  });

  for (const [name, theme] of Object.entries(THEMES))
    it(`looks right in ${theme}`, async () => {
      await workbench.useTheme(theme);
      await workbench.command("Ossicle: Set Up");
      await choices(workbench).filter({ hasText: "Download gpt-oss-20b" }).waitFor();
      await workbench.picture(`set-up-${name}`);
      await workbench.page.keyboard.press("Escape");
      await workbench.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
      await workbench.picture(`walkthrough-${name}`);
    });

  it("names a model that can't be used with its reason, and lets another one be chosen", async () => {
    const { page, place, statusBarItem } = workbench;
    await place.configure({ "ossicle.model.path": "/nowhere/gpt-oss-20b.gguf" });
    await workbench.settled(".codicon-warning");
    await workbench.picture("status-failed");
    await statusBarItem.click();
    await page.getByPlaceholder("gpt-oss-20b.gguf").waitFor();
    const entries = choices(workbench);
    await entries.filter({ hasText: "Select Model File" }).click();
    await page.locator(".quick-input-title", { hasText: "Select Model File" }).waitFor();
    const file = entries.filter({ hasText: basename(place.model) });
    const field = page.locator(".quick-input-box input");
    // What is written before the first folder is listed is overwritten. It isn't the missing model's.
    await entries.filter({ hasText: /^\.\./ }).waitFor();
    await field.fill(place.model);
    await file.click();
    // On the processor, its plan is shown first.
    await entries.filter({ hasText: "Use This Model" }).click();
    await workbench.settled();
  });
});

describe("ui: models on this machine", function () {
  this.timeout(240_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await sharedWindow();
    await leaveModels(workbench.place);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench.keepPicture(`failed ${this.currentTest.title}`);
  });

  it("are listed with what they are, and those that can't be used with the reason", async () => {
    await showModels(workbench);
    await workbench.page.getByRole("button", { name: "Refresh Models" }).click();
    await found(workbench, "tiny").waitFor();
    await row(workbench, "broken").locator(".codicon-warning").waitFor();
    const inUse = row(workbench, MODEL_NAME).first();
    assert.match((await inUse.textContent()) ?? "", /ready/);
    await workbench.picture("models");
  });

  it("are used after the plan is shown", async () => {
    await press(workbench, found(workbench, "tiny"), ".codicon-check");
    const use = choices(workbench).filter({ hasText: "Use This Model" });
    await use.waitFor();
    await workbench.picture("plan");
    await use.click();
    await workbench.statusBarItem.filter({ hasText: "tiny" }).locator(READY_ICON).waitFor();
    await press(workbench, found(workbench, MODEL_NAME), ".codicon-check");
    await use.click();
    await workbench.statusBarItem.filter({ hasText: MODEL_NAME }).locator(READY_ICON).waitFor();
  });

  it("can write the suggestions alone, after both plans are shown, and leave them again", async () => {
    // The view follows the status bar a moment later.
    await found(workbench, "tiny").filter({ hasNotText: "in use" }).click({ button: "right" });
    await workbench.chooseInMenu("Use for Suggestions");
    const use = choices(workbench).filter({ hasText: "Use for Suggestions" });
    await use.filter({ hasText: `Beside it, ${MODEL_NAME}` }).waitFor();
    await workbench.picture("plan-of-two-models");
    await use.click();
    const second = row(workbench, "tiny").filter({ hasText: /for suggestions · ready/ });
    await second.waitFor();
    await workbench.statusBarItem.filter({ hasText: MODEL_NAME }).locator(READY_ICON).waitFor();
    await workbench.picture("two-models");
    const told = workbench.statusHover.filter({ hasText: "Suggestions: tiny" });
    await workbench.hover(workbench.statusBarItem, told);
    await workbench.picture("two-models-hover");
    await press(workbench, second, ".codicon-close");
    await second.waitFor({ state: "hidden" });
    await workbench.statusBarItem.filter({ hasText: MODEL_NAME }).locator(READY_ICON).waitFor();
  });

  it("tell their facts", async () => {
    await found(workbench, "tiny").click({ button: "right" });
    await workbench.chooseInMenu("Show Model Details");
    await until("they are shown", async () => {
      const texts = workbench.page.frames().map((frame) =>
        frame
          .locator("body")
          .textContent()
          .catch(() => ""),
      );
      return (await Promise.all(texts)).some((text) => text?.includes("Memory on this machine")) || undefined;
    });
    await workbench.picture("model-facts");
  });

  it("tell what was measured", async () => {
    await showModels(workbench);
    const today = row(workbench, "Today");
    // Without a suggestion there is no such line yet.
    const [shown = ""] = await today.allTextContents();
    const before = Number(/(\d+) accepted/.exec(shown)?.[1] ?? 0);
    const accepted = new RegExp(`\\b${before + 1} accepted`);
    await workbench.page.locator('.activitybar [aria-label^="Explorer"]').first().click();
    await workbench.openFile("measured.ts", `${FUNCTION_HEAD}  \n}\n`, 2);
    await workbench.type("return ");
    await workbench.showsGhostText(ADDITION.trimStart());
    await workbench.page.keyboard.press("Tab");
    await showModels(workbench);
    const measured = row(workbench, "Suggestion").filter({ hasText: /tokens? evaluated/ });
    await measured.waitFor();
    await today.filter({ hasText: accepted }).waitFor();
    await workbench.picture("models-measured");
    const hover = workbench.statusHover.filter({ hasText: MODEL_NAME });
    await workbench.hover(workbench.statusBarItem, hover.filter({ hasText: accepted }));
    await workbench.picture("status-hover-measured");
    // A request that leads to none hides nothing of the last suggestion.
    await workbench.page.keyboard.press("Control+Shift+E");
    await workbench.openFile(".env", "KEY=\n", 1);
    await workbench.type("1");
    await workbench.hover(workbench.statusBarItem, hover.filter({ hasText: "No suggestion" }));
    await showModels(workbench);
    await workbench.page.waitForTimeout(VIEW_MS);
    assert.ok(await measured.isVisible());
    for (const [name, theme] of Object.entries(THEMES)) {
      await workbench.useTheme(theme);
      await workbench.picture(`models-${name}`);
    }
  });
});

/** Some that can be used and one that can't, where other programs keep theirs. */
async function leaveModels({ home, model }: Place): Promise<void> {
  const lmStudio = join(home, ".lmstudio", "models", "somebody", "tiny-GGUF");
  const huggingFace = join(home, ".cache", "huggingface", "hub", "models--a--b", "snapshots", "1");
  await mkdir(lmStudio, { recursive: true });
  await mkdir(huggingFace, { recursive: true });
  await copyFile(await fixture("tiny"), join(lmStudio, "tiny.gguf"));
  await copyFile(model, join(lmStudio, basename(model)));
  await writeFile(join(huggingFace, "broken.gguf"), "This is no model.");
}

/** A model host on the loopback that sends zeros: as many as the catalog says, and slowly. */
class SlowHost implements AsyncDisposable {
  readonly requests: { path: string; range: string | undefined }[] = [];
  sent = 0;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<SlowHost> {
    const host = new SlowHost();
    host.#server.listen(0, "127.0.0.1");
    await once(host.#server, "listening");
    return host;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer({ url = "", headers: { range } }: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push({ path: url, range });
    const start = Number(/^bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    response.on("error", () => undefined);
    response.writeHead(range === undefined ? 200 : 206, {
      etag: '"1"',
      "accept-ranges": "bytes",
      "content-length": SMALL_BYTES - start,
      ...(range === undefined ? {} : { "content-range": `bytes ${start}-${SMALL_BYTES - 1}/${SMALL_BYTES}` }),
    });
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let left = SMALL_BYTES - start; left > PIECE_BYTES && !response.destroyed; left -= PIECE_BYTES) {
      response.write(piece);
      this.sent += PIECE_BYTES;
      await delay(PIECE_MS);
    }
  }
}
