import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { openBrowser } from "../../tools/editor-host/browser.ts";
import { ensureEditorHost } from "../../tools/editor-host/install.ts";
import { BROWSER } from "../../tools/editor-host/system-packages.ts";
import { startVsCodeServer, type Workbench } from "../../tools/editor-host/vscode-server.ts";
import { linkBuiltIns } from "./built-in.ts";
import type { Place } from "./place.ts";

export interface BrowserWorkbench extends AsyncDisposable {
  /** Opens a window of the editor on the place's workspace. */
  open(workbench: Omit<Workbench, "folder">): Promise<Page>;
}

/**
 * VS Code at a place, in a browser.
 *
 * @param options.env beside the place's own
 * @param options.asksForTrust as for `startVsCodeServer`
 * @param options.builtIn the folders of built-in extensions that run code, beside those that every test has
 */
export async function startInBrowser(
  place: Place,
  {
    env = {},
    asksForTrust = false,
    builtIn = [],
  }: { env?: Record<string, string>; asksForTrust?: boolean; builtIn?: readonly string[] } = {},
): Promise<BrowserWorkbench> {
  ensureEditorHost([BROWSER]);
  await using undo = new AsyncDisposableStack();
  const builtInFolder = join(dirname(place.folder), "built-in");
  await linkBuiltIns(builtInFolder, builtIn);
  const server = undo.use(
    await startVsCodeServer(place.profile, {
      env: { ...place.env, ...env },
      asksForTrust,
      builtIn: builtInFolder,
    }),
  );
  const browser = undo.use(await openBrowser());
  const all = undo.move();
  return {
    async open(workbench) {
      const page = await browser.newPage();
      await page.goto(server.url({ folder: place.folder, ...workbench }));
      return page;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
