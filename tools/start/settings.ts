/** The model in the setting `ossicle.model.path`, wherever the user may have made it. */
import { homedir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../editor-host/profile.ts";

const MODEL_PATH = "ossicle.model.path";

/** The paths that are set: in the editor of an earlier start, then in the user's own desktop VS Code. */
export async function modelPathsInSettings(profileFolder: string): Promise<string[]> {
  const files = [
    join(profileFolder, "data", "Machine", "settings.json"),
    join(profileFolder, "data", "User", "settings.json"),
    join(desktopUserData(), "User", "settings.json"),
  ];
  const settings = await Promise.all(files.map(readSettings));
  return settings.map((values) => values[MODEL_PATH]).filter((value) => typeof value === "string");
}

/** Where desktop VS Code keeps its user data: https://code.visualstudio.com/docs/configure/settings */
function desktopUserData(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  if (process.platform === "win32") return join(APPDATA ?? join(homedir(), "AppData", "Roaming"), "Code");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "Code");
  return join(XDG_CONFIG_HOME ?? join(homedir(), ".config"), "Code");
}
