/**
 * The VS Code server inside code-server: a complete VS Code on a loopback port, used in a browser.
 * Started directly, not by code-server's own entry, which drops the payload that names an extension under test.
 */
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type ProcessGroup, startGroup } from "./process-group.ts";
import type { Profile } from "./profile.ts";

const VS_CODE = new URL("./node_modules/code-server/lib/vscode/", import.meta.url);
export const SERVER_SCRIPT = fileURLToPath(new URL("out/server-main.js", VS_CODE));
/** The folder of the built-in extensions. */
export const BUILT_IN = fileURLToPath(new URL("extensions", VS_CODE));
const START_TIMEOUT_MS = 60_000;

export interface VsCodeServer extends AsyncDisposable {
  port: number;
  /** The address of the workbench. It holds the server's secret: whoever knows it can use this machine. */
  url(workbench: Workbench): string;
  /** Resolves when the server has ended, wanted or not. */
  ended: Promise<unknown>;
}

/** What a page of the editor opens; all are absolute paths. */
export interface Workbench {
  folder: string;
  /** A .code-workspace file, to open in place of the folder. */
  workspace?: string;
  /** A file to open at once. */
  file?: string;
  /** An extension that is loaded from its folder, and a module whose `run()` is called in the extension host. */
  underTest?: { extension: string; tests: string };
}

/**
 * Starts a server on the loopback address and waits until it answers.
 *
 * @param options.port 0 takes a free one
 * @param options.env beside this process's own; the extension host has it too
 * @param options.asksForTrust a folder isn't trusted before the user says so; otherwise every folder is
 * @param options.telemetryLevel "all" is VS Code's default
 * @param options.builtIn the folder of the built-in extensions, in place of VS Code's own
 */
export async function startVsCodeServer(
  profile: Profile,
  {
    port = 0,
    env = {},
    asksForTrust = false,
    telemetryLevel = "off",
    builtIn = BUILT_IN,
  }: {
    port?: number;
    env?: Record<string, string>;
    asksForTrust?: boolean;
    telemetryLevel?: "off" | "all";
    builtIn?: string;
  } = {},
): Promise<VsCodeServer> {
  const token = randomBytes(16).toString("hex");
  const group = startGroup(
    SERVER_SCRIPT,
    [
      ...["--host", "127.0.0.1", "--port", String(port), "--connection-token", token],
      ...["--server-data-dir", profile.folder, "--extensions-dir", profile.extensions],
      ...["--builtin-extensions-dir", builtIn],
      ...["--telemetry-level", telemetryLevel, "--accept-server-license-terms"],
      ...(asksForTrust ? [] : ["--disable-workspace-trust"]),
      // A built workbench honors the payload's extension under test only with this.
      "--enable-smoke-test-driver",
    ],
    // No marketplace: nothing of this editor asks the network.
    { ...process.env, EXTENSIONS_GALLERY: "{}", ...env },
  );
  try {
    const boundPort = await portOnceReady(group);
    return {
      port: boundPort,
      url: (workbench) => workbenchUrl(boundPort, token, workbench),
      ended: group.ended,
      [Symbol.asyncDispose]: () => group.stop(),
    };
  } catch (error) {
    await group.stop();
    throw error;
  }
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

function workbenchUrl(
  port: number,
  token: string,
  { folder, workspace, file, underTest }: Workbench,
): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  const payload: [string, string][] = [];
  if (file) payload.push(["openFile", remote(file)]);
  if (underTest) {
    payload.push(["extensionDevelopmentPath", remote(underTest.extension)]);
    payload.push(["extensionTestsPath", remote(underTest.tests)]);
  }
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set("tkn", token);
  if (workspace) url.searchParams.set("workspace", workspace);
  else url.searchParams.set("folder", folder);
  if (payload.length > 0) url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}
