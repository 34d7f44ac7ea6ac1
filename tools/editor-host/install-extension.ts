import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Profile } from "./profile.ts";
import { SERVER_SCRIPT } from "./vscode-server.ts";

/** Installs a VSIX in a profile, as "Install from VSIX…" does. Rejects with what VS Code says against it. */
export async function installExtension({ folder, extensions }: Profile, vsix: string): Promise<void> {
  await promisify(execFile)(process.execPath, [
    SERVER_SCRIPT,
    ...["--install-extension", vsix, "--do-not-include-pack-dependencies"],
    ...["--server-data-dir", folder, "--extensions-dir", extensions],
    ...["--telemetry-level", "off", "--accept-server-license-terms"],
  ]);
}
