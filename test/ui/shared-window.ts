/** One window for most files of this suite: to open one costs as much as all the tests of a file. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { shortName } from "../../language-server/engine-protocol/short-name.ts";
import type { SettingValues } from "../../tools/editor-host/profile.ts";
import { until } from "../workbench/until.ts";
import { ChatFrame } from "./chat-frame.ts";
import { READY_ICON, Workbench } from "./workbench.ts";

let shared: { workbench: Workbench; theme: string | undefined } | undefined;
let isSpoiled = false;

afterEach(function () {
  // What a failed test leaves behind, those of other blocks don't meet.
  if (this.currentTest?.isFailed()) isSpoiled = true;
});
after(close);

/** The window as if it had just been opened with these settings, with its model ready. Whoever gets it leaves it open. */
export async function sharedWindow(settings: SettingValues = {}): Promise<Workbench> {
  if (isSpoiled) await close();
  if (shared === undefined) {
    const workbench = await Workbench.open(settings);
    shared = { workbench, theme: await workbench.theme() };
  } else {
    isSpoiled = true;
    await cleared(shared.workbench);
    await configured(shared, settings);
    isSpoiled = false;
  }
  return shared.workbench;
}

/** Leaves no file, no editor, no terminal and no notification, and a new chat to which nothing is attached. */
async function cleared(workbench: Workbench): Promise<void> {
  const { page, place } = workbench;
  await workbench.command("View: Close All Editors");
  const dontSave = page.locator(".monaco-dialog-box").getByRole("button", { name: "Don't Save" });
  await until("all editors are closed", async () => {
    if (await dontSave.isVisible()) await dontSave.click();
    return (await page.locator(".tab").count()) === 0 || undefined;
  });
  if (await page.locator(".terminal-wrapper").first().isVisible())
    await workbench.command("Terminal: Kill All Terminals");
  await workbench.command("Notifications: Clear All Notifications");
  await workbench.command("Ossicle: New Chat");
  const chat = await ChatFrame.shown(workbench);
  // It takes the focus late.
  await chat.focusedField.waitFor();
  await until("the chat is a new one", async () => (await chat.questions.count()) === 0 || undefined);
  // It stays for the first question of a new chat.
  await chat.detachAll();
  await page.keyboard.press("Control+Shift+E");
  await page.locator(".explorer-folders-view").waitFor();
  for (const name of await readdir(place.folder))
    await rm(join(place.folder, name), { recursive: true, force: true });
  await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ state: "detached" });
}

async function configured(
  { workbench, theme }: { workbench: Workbench; theme: string | undefined },
  settings: SettingValues,
): Promise<void> {
  const { place, statusBarItem } = workbench;
  await place.configure(settings);
  await until("the first theme is back", async () => (await workbench.theme()) === theme || undefined);
  const model = String(settings["ossicle.model.path"] ?? place.model);
  await statusBarItem
    .filter({ hasText: shortName(model) })
    .locator(READY_ICON)
    .waitFor();
}

async function close(): Promise<void> {
  const open = shared;
  shared = undefined;
  isSpoiled = false;
  await open?.workbench[Symbol.asyncDispose]();
}
