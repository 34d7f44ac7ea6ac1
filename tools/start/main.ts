/**
 * `npm start`: builds, and opens an editor with Ossicle on the sample workspace: desktop VS Code where it is
 * installed, otherwise VS Code in the browser.
 */

import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { messageOf } from "../../common/errors.ts";
import { endEngine } from "../editor-host/engine-end.ts";
import { ensureEditorHost } from "../editor-host/install.ts";
import { Profile, type SettingValues } from "../editor-host/profile.ts";
import { startVsCodeServer } from "../editor-host/vscode-server.ts";
import { cacheFolder } from "../fixtures/cache.ts";
import { layIfPossible } from "../native/lay.ts";
import { type ChosenModel, chooseModel } from "./choose-model.ts";
import { DEMO_ABOUT, DEMO_SETTINGS, demoModel, demoWorkspace } from "./demo.ts";
import { desktopCommand, openDesktop } from "./desktop.ts";
import { modelPathsInSettings } from "./settings.ts";

const EXTENSION = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const SAMPLE = fileURLToPath(new URL("./sample-workspace", import.meta.url));
const ENGINE_END_TIMEOUT_MS = 5_000;
const ORPHAN_CHECK_MS = 1_000;
const USAGE = `npm start -- [--model FILE] [--demo agent] [--port PORT] [--browser]

  --model FILE   the GGUF to use, instead of one that is found
  --demo agent   a scripted session of the agent, to be watched without a model
  --port PORT    for the editor in the browser; a free one by default
  --browser      the editor in the browser even where desktop VS Code is installed`;

try {
  await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      demo: { type: "string" },
      port: { type: "string", default: "0" },
      browser: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`No port: ${values.port}\n\n${USAGE}`);
  const desktop = values.browser ? undefined : desktopCommand();
  if (desktop === undefined) ensureEditorHost();
  await layIfPossible(console.log);

  if (values.demo !== undefined && values.demo !== "agent")
    throw new Error(`No demo: ${values.demo}\n\n${USAGE}`);
  const { home, model, settings, folder, first } =
    values.demo === undefined ? await sample(values.model) : await demo();
  const setting = { "ossicle.model.path": model.path };
  const file = join(folder, first);

  // An engine of its own: one that another build of Ossicle left running isn't the one to be tried here.
  const runtime = join(home, "run");
  const env = { OSSICLE_RUNTIME_DIR: runtime };
  await using undo = new AsyncDisposableStack();
  undo.defer(() => endEngine(runtime, ENGINE_END_TIMEOUT_MS));
  console.log(`\n${model.about}\n`);
  if (desktop !== undefined) {
    const profile = await Profile.prepare(home, { User: { ...setting, ...settings } }, []);
    console.log(`VS Code opens on ${folder}. This ends when you close its window.`);
    await openDesktop(desktop, profile, { extension: EXTENSION, folder, file }, { ...process.env, ...env });
    return;
  }
  const profile = await Profile.prepare(home, { User: { ...setting, ...settings }, Machine: setting }, [
    EXTENSION,
  ]);
  const temporary = join(home, "tmp");
  await mkdir(temporary, { recursive: true });
  const server = undo.use(await startVsCodeServer(profile, { port, env: { ...env, TMPDIR: temporary } }));
  console.log(
    `Open this address in a browser; Ctrl+C ends the editor:\n\n  ${server.url({ folder, file })}\n`,
  );
  const interrupted = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal));
  const ended = server.ended.then(() => "ended" as const);
  if ((await Promise.race([ended, orphaned(), ...interrupted])) === "ended")
    throw new Error("The editor ended by itself.");
}

/** Resolves when the process that started this one is gone: a killed npm doesn't hand the signal on. */
function orphaned(): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve();
    }, ORPHAN_CHECK_MS);
    timer.unref();
  });
}

/** What is opened, and with what. */
interface Opened {
  /** The editor's own folder, kept from one start to the next. */
  home: string;
  model: ChosenModel;
  settings: SettingValues;
  folder: string;
  /** The file that is open at first. */
  first: string;
}

async function sample(named: string | undefined): Promise<Opened> {
  const home = join(cacheFolder(), "editor");
  const model = await chooseModel(named, await modelPathsInSettings(home));
  return { home, model, settings: {}, folder: await sampleWorkspace(), first: "shapes.ts" };
}

async function demo(): Promise<Opened> {
  return {
    home: join(cacheFolder(), "demo-editor"),
    model: { path: await demoModel(), about: DEMO_ABOUT },
    settings: DEMO_SETTINGS,
    folder: await demoWorkspace(SAMPLE),
    first: "cli.mjs",
  };
}

/** A copy that the user may change, kept from one start to the next. */
async function sampleWorkspace(): Promise<string> {
  const folder = join(cacheFolder(), "sample-workspace");
  if (!existsSync(folder)) await cp(SAMPLE, folder, { recursive: true });
  return folder;
}
