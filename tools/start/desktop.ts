/** Desktop VS Code, where it is installed and can show a window. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { Profile } from "../editor-host/profile.ts";
import { onPath } from "../editor-host/system-packages.ts";

const MAC_APP = "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code";

/** Its command, or undefined: then the editor is for the browser. */
export function desktopCommand(): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME, VSCODE_IPC_HOOK_CLI } = process.env;
  if (process.platform === "linux") {
    if (!DISPLAY && !WAYLAND_DISPLAY) return undefined;
    // In WSL and in a remote window's terminal, `code` is the command of an editor on another system.
    if (WSL_DISTRO_NAME || VSCODE_IPC_HOOK_CLI) return undefined;
    // It refuses to run as root.
    if (process.getuid?.() === 0) return undefined;
  }
  if (onPath("code") || onPath("code.cmd")) return "code";
  return existsSync(MAC_APP) ? MAC_APP : undefined;
}

/** Opens a window with the extension from its folder, and waits until it is closed. */
export async function openDesktop(
  command: string,
  profile: Profile,
  paths: { extension: string; folder: string; file: string },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const code = spawn(
    command,
    [
      ...["--new-window", "--wait", paths.folder, paths.file],
      ...[`--extensionDevelopmentPath=${paths.extension}`, "--disable-workspace-trust"],
      ...["--user-data-dir", profile.userData, "--extensions-dir", profile.extensions],
    ],
    { stdio: "inherit", env, shell: process.platform === "win32" },
  );
  const [status] = await once(code, "exit");
  if (status !== 0) throw new Error(`VS Code could not be started (${status}). Try: npm start -- --browser`);
}
