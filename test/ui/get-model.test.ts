import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { catalogEntry, hostedAt } from "../catalog-entry.ts";
import { ModelHost, noise } from "../model-host.ts";
import { ADDITION, FUNCTION_HEAD, SCRIPT } from "../workbench/script.ts";
import { Workbench } from "./workbench.ts";

const NO_MODEL_ICON = ".codicon-circle-slash";
const MODEL = {
  id: "scripted",
  name: "A scripted model",
  repository: "somebody/scripted-GGUF",
  file: "scripted-mxfp4.gguf",
};
/** A minute for the model's 1.5 MB: it is paused before its end, on a busy machine too. */
const PACE = 250;

/** From an editor without a model to the first suggestion, as the user who has just installed Ossicle goes. */
describe("ui: a model is got", function () {
  this.timeout(240_000);
  let folder: string;
  let host: ModelHost;
  let content: Buffer;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-catalog-"));
    content = await readFile(await scriptedFixture(SCRIPT));
    host = await ModelHost.start();
    host.put(hostedAt(MODEL), content);
    const catalog = join(folder, "catalog.json");
    await writeFile(catalog, JSON.stringify({ models: [catalogEntry({ ...MODEL, content })] }));
    workbench = await Workbench.open(
      {
        "ossicle.model.path": "",
        "ossicle.download.folder": join(folder, "models"),
        "ossicle.download.mirror": host.origin,
      },
      NO_MODEL_ICON,
      { env: { OSSICLE_CATALOG: catalog } },
    );
  });
  after(async () => {
    await workbench?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await workbench.keepPicture(`failed ${this.currentTest.title}`);
  });

  const path = () => join(folder, "models", MODEL.file);

  /** Waits for a notification, and presses its button where one is named. */
  async function notified(text: RegExp, button?: string): Promise<void> {
    const { page } = workbench;
    const item = (await workbench.notifications()).filter({ hasText: text });
    await item.waitFor();
    if (button === undefined) await page.keyboard.press("Escape");
    else await item.locator(".monaco-button", { hasText: button }).click();
  }

  it("by one choice, and the first suggestion comes", async () => {
    const { page, statusBarItem } = workbench;
    host.behave = () => ({ pace: PACE });
    await workbench.command("Ossicle: Set Up");
    const first = page.locator(".quick-input-list .monaco-list-row", { hasText: `Download ${MODEL.name}` });
    await first.and(page.locator(".focused")).waitFor();
    await page.keyboard.press("Enter");
    await statusBarItem.locator(".codicon-cloud-download").waitFor();
    // The walkthrough, which has come, takes the focus late.
    await page.locator(".getting-started-step:focus").waitFor();
    // What the notification's button stops, the user decides.
    await notified(/Downloading A scripted model/, "Cancel");
    await workbench.picture("download-stop");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Pause" }).click();
    await statusBarItem.filter({ hasText: "paused at" }).waitFor();
    host.behave = () => ({});
    await workbench.command("Ossicle: Resume Download");
    await workbench.settled();
    assert.ok(Number(/^bytes=(\d+)-$/.exec(host.requests.at(-1)?.range ?? "")?.[1]) > 0);
    assert.ok((await readFile(path())).equals(content));
    await workbench.openFile("first.ts", `${FUNCTION_HEAD}  \n}\n`, 2);
    await workbench.type("return ");
    await workbench.showsGhostText(ADDITION.trimStart());
    await workbench.picture("first-suggestion");
  });

  it("is found whole at the user's word", async () => {
    await workbench.command("Focus on Ossicle Models View");
    const inUse = workbench.page.locator(".pane .monaco-list-row", { hasText: "in use ·" });
    await inUse.click({ button: "right" });
    await workbench.chooseInMenu("Verify Model File");
    await notified(/A scripted model is intact/);
    await workbench.command("View: Focus Active Editor Group");
    await workbench.picture("verified");
  });

  it("is refused once it has changed, and got again by two buttons", async () => {
    const { page, statusBarItem } = workbench;
    await workbench.command("Ossicle: Unload Model");
    await statusBarItem.locator(".codicon-circle-outline").waitFor();
    await writeFile(path(), noise(content.length, "changed"));
    const later = new Date(Date.now() + 60_000);
    await utimes(path(), later, later);
    await workbench.type("x");
    await statusBarItem.locator(".codicon-warning").waitFor();
    await workbench.picture("changed");
    await statusBarItem.click();
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Verify Again" }).click();
    await notified(/doesn't match the catalog/, "Download Again");
    await workbench.settled();
    assert.ok((await readFile(path())).equals(content));
  });
});
