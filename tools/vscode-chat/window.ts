/**
 * A window of VS Code with its own chat, in a profile that is new: Microsoft's chat extension is there and disabled, nobody
 * is signed in. What a user has who opens VS Code for the first time.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { openBrowser } from "../editor-host/browser.ts";
import { ensureEditorHost } from "../editor-host/install.ts";
import { Profile, type SettingValues } from "../editor-host/profile.ts";
import { BROWSER } from "../editor-host/system-packages.ts";
import { temporaryFolder } from "../editor-host/temporary-folder.ts";
import { startVsCodeServer, type Workbench } from "../editor-host/vscode-server.ts";

export interface ChatEditor extends AsyncDisposable {
  /** The folder of all that belongs to it. */
  root: string;
  /** The workspace folder, empty at first. */
  folder: string;
  /** Opens a window on the workspace. */
  open(workbench: Omit<Workbench, "folder">): Promise<Page>;
}

interface ChatEditorOptions {
  /** Beside those that keep the window quiet. */
  settings?: SettingValues;
  /** Folders of extensions that are installed. */
  extensions?: readonly string[];
  env?: Record<string, string>;
  telemetryLevel?: "off" | "all";
  /** Arguments of the browser. */
  browserArgs?: readonly string[];
}

export async function startChatEditor({
  settings = {},
  extensions = [],
  env = {},
  telemetryLevel,
  browserArgs,
}: ChatEditorOptions = {}): Promise<ChatEditor> {
  ensureEditorHost([BROWSER]);
  await using undo = new AsyncDisposableStack();
  const { path: root } = undo.use(await temporaryFolder());
  const folder = join(root, "workspace");
  const home = join(root, "home");
  await Promise.all([folder, home].map((path) => mkdir(path)));
  const profile = await Profile.prepare(
    join(root, "profile"),
    { User: { "chat.disableAIFeatures": false, ...settings }, Machine: settings },
    extensions,
  );
  const server = undo.use(
    await startVsCodeServer(profile, {
      env: { TMPDIR: root, HOME: home, USERPROFILE: home, ...env },
      ...(telemetryLevel === undefined ? {} : { telemetryLevel }),
    }),
  );
  const browser = undo.use(await openBrowser(browserArgs));
  const all = undo.move();
  return {
    root,
    folder,
    async open(workbench) {
      const page = await browser.newPage();
      await page.goto(server.url({ folder, ...workbench }));
      return page;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Builds a module that runs in the extension host. Returns its path, in a folder. */
export async function bundleForHost(source: string, folder: string, name: string): Promise<string> {
  const outfile = join(folder, `${name}.js`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
  return outfile;
}
