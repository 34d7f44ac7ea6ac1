/**
 * `npm start`: builds, and opens an editor with Ossicle on the sample workspace: desktop VS Code where it is
 * installed, otherwise VS Code in the browser.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureEditorHost } from "../editor-host/install.ts";
import { Profile, readSettings } from "../editor-host/profile.ts";
import { onPath } from "../editor-host/system-packages.ts";
import { startVsCodeServer } from "../editor-host/vscode-server.ts";
import { cacheFolder } from "../fixtures/cache.ts";
import { chooseModel } from "./choose-model.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SAMPLE = fileURLToPath(new URL("./sample-workspace", import.meta.url));
const USAGE = `npm start -- [--model FILE] [--port PORT] [--browser]

  --model FILE   the GGUF to use, instead of one that is found
  --port PORT    for the editor in the browser; a free one by default
  --browser      the editor in the browser even where desktop VS Code is installed`;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      port: { type: "string", default: "0" },
      browser: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`No port: ${values.port}\n\n${USAGE}`);

  const profileFolder = join(cacheFolder(), "editor");
  const settingsFile = join(profileFolder, "data", "User", "settings.json");
  const inSettings = (await readSettings(settingsFile))["ossicle.model.path"];
  const model = await chooseModel(values.model ?? process.env.OSSICLE_MODEL, inSettings);
  const setting = { "ossicle.model.path": model.path };
  const workspace = await sampleWorkspace();
  if (!values.browser && hasDesktop()) {
    const profile = await Profile.prepare(profileFolder, { User: setting }, []);
    console.log(`\n${model.about}\n\nVS Code opens on ${workspace}. This ends when you close it.`);
    return openDesktop(profile, workspace);
  }
  ensureEditorHost();
  const profile = await Profile.prepare(profileFolder, { User: setting, Machine: setting }, [
    ROOT.replace(/[/\\]$/, ""),
  ]);
  await serveInBrowser(profile, workspace, port, model.about);
}

/** A copy that the person may change, kept from one start to the next. */
async function sampleWorkspace(): Promise<string> {
  const workspace = join(cacheFolder(), "sample-workspace");
  if (!existsSync(workspace)) await cp(SAMPLE, workspace, { recursive: true });
  return workspace;
}

function hasDesktop(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const display = process.platform !== "linux" || Boolean(DISPLAY || WAYLAND_DISPLAY);
  return display && (onPath("code") || onPath("code.cmd"));
}

async function openDesktop(profile: Profile, workspace: string): Promise<void> {
  const args = ["--new-window", "--wait", workspace, join(workspace, "shapes.ts")];
  const flags = [`--extensionDevelopmentPath=${ROOT}`, "--user-data-dir", profile.userData];
  const code = spawn("code", [...args, ...flags, "--extensions-dir", profile.extensions], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const [status] = await once(code, "exit");
  if (status !== 0) throw new Error(`VS Code could not be started (${status}). Try: npm start -- --browser`);
}

async function serveInBrowser(
  profile: Profile,
  workspace: string,
  port: number,
  about: string,
): Promise<void> {
  await using server = await startVsCodeServer(profile, { port });
  const address = server.url({ folder: workspace, file: join(workspace, "shapes.ts") });
  console.log(`\n${about}\n\nOpen this address in a browser; Ctrl+C ends the editor:\n\n  ${address}\n`);
  const interrupted = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal));
  const ended = server.ended.then(() => "ended" as const);
  if ((await Promise.race([ended, ...interrupted])) === "ended")
    throw new Error("The editor ended by itself.");
}
