/**
 * The VS Code server inside code-server: a complete VS Code on a loopback port, used in a browser.
 * Started directly, not by code-server's own entry, which drops the payload that names an extension under test.
 */
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type ProcessGroup, startGroup } from "./process-group.ts";

const SERVER_SCRIPT = fileURLToPath(
  new URL("./node_modules/code-server/lib/vscode/out/server-main.js", import.meta.url),
);
const START_TIMEOUT_MS = 60_000;

/** Settings under which the workbench shows nothing but the files and the extension. */
const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "chat.disableAIFeatures": true,
};

export interface VsCodeServerOptions {
  /** User settings, beside those that keep the workbench quiet. */
  settings?: Record<string, unknown>;
  /** Folders of extensions to install, linked, so that a rebuilt extension is loaded by reloading the window. */
  extensions?: readonly string[];
  /** Port on the loopback address; 0 takes a free one. */
  port?: number;
  /** The environment of the extension host, beside this process's own. */
  env?: Record<string, string>;
}

export interface VsCodeServer extends AsyncDisposable {
  port: number;
  /** The address of the workbench. It holds the server's secret: whoever knows it can use this machine. */
  url(workbench: Workbench): string;
  /** Resolves when the server has ended, wanted or not. */
  ended: Promise<unknown>;
  /** Where VS Code writes its logs. */
  logs: string;
}

/** What a page of the editor opens; all are absolute paths. */
export interface Workbench {
  folder: string;
  /** A file to open at once. */
  file?: string;
  /** An extension that is loaded from its folder, and a module whose `run()` is called in the extension host. */
  underTest?: { extension: string; tests: string };
}

/** Starts a server with a throwaway profile and waits until it answers. */
export async function startVsCodeServer(options: VsCodeServerOptions = {}): Promise<VsCodeServer> {
  await using undo = new AsyncDisposableStack();
  const profile = await mkdtemp(join(tmpdir(), "ossicle-vscode-"));
  undo.defer(() => rm(profile, { recursive: true, force: true, maxRetries: 3 }));
  const data = join(profile, "data");
  const extensions = join(profile, "extensions");
  await writeUserSettings(data, options.settings ?? {});
  await linkExtensions(extensions, options.extensions ?? []);

  const token = randomBytes(16).toString("hex");
  const group = startGroup(
    SERVER_SCRIPT,
    [
      ...["--host", "127.0.0.1", "--port", String(options.port ?? 0), "--connection-token", token],
      ...["--server-data-dir", data, "--extensions-dir", extensions, "--telemetry-level", "off"],
      ...["--accept-server-license-terms", "--disable-workspace-trust"],
      // A built workbench honours the payload's extension under test only with this.
      "--enable-smoke-test-driver",
    ],
    {
      ...process.env,
      // Sockets and other temporary files go with the profile: VS Code leaves some behind.
      TMPDIR: profile,
      // No marketplace: nothing of this editor asks the network.
      EXTENSIONS_GALLERY: "{}",
      ...options.env,
    },
  );
  undo.defer(() => group.stop());
  const port = await portOnceReady(group);
  const stop = undo.move();
  return {
    port,
    url: (workbench) => workbenchUrl(port, token, workbench),
    ended: group.ended,
    logs: join(data, "data", "logs"),
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

async function writeUserSettings(data: string, settings: Record<string, unknown>): Promise<void> {
  const folder = join(data, "data", "User");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "settings.json"), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
}

/** Installs extensions as VS Code records it: a folder, and an entry in `extensions.json`. */
async function linkExtensions(folder: string, extensions: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entries = extensions.map(async (path) => {
    const manifest: unknown = JSON.parse(await readFile(join(path, "package.json"), "utf8"));
    const { publisher, name, version } = manifest as Record<string, string>;
    const relativeLocation = `${publisher}.${name}-${version}`;
    await symlink(path, join(folder, relativeLocation), "junction");
    return {
      identifier: { id: `${publisher}.${name}` },
      version,
      location: { $mid: 1, scheme: "file", path: join(folder, relativeLocation) },
      relativeLocation,
    };
  });
  await writeFile(join(folder, "extensions.json"), JSON.stringify(await Promise.all(entries)));
}

/** The server picks a free port itself and tells it, so that no other program can take it in between. */
async function portOnceReady({ output, ended }: ProcessGroup): Promise<number> {
  const lines = createInterface({ input: output });
  const said: string[] = [];
  const timer = setTimeout(() => lines.close(), START_TIMEOUT_MS);
  void ended.then(() => lines.close());
  try {
    for await (const line of lines) {
      said.push(line);
      const port = /^Web UI available at .*:(\d+)/.exec(line)?.[1];
      if (port !== undefined) return Number(port);
    }
  } finally {
    clearTimeout(timer);
    // Unread output would fill the pipe and stop the server.
    output.resume();
  }
  throw new Error(`The VS Code server did not start:\n${said.join("\n")}`);
}

function workbenchUrl(port: number, token: string, { folder, file, underTest }: Workbench): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  const payload: [string, string][] = [];
  if (file) payload.push(["openFile", remote(file)]);
  if (underTest) {
    payload.push(["extensionDevelopmentPath", remote(underTest.extension)]);
    payload.push(["extensionTestsPath", remote(underTest.tests)]);
  }
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set("tkn", token);
  url.searchParams.set("folder", folder);
  url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}
