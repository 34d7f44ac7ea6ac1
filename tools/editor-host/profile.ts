/**
 * The folder in which VS Code keeps settings, extensions and state: a server's data folder, whose part `data` is
 * also what desktop VS Code takes as its user data folder.
 */
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * Settings under "Machine" are those of the machine on which the extensions run. There, and not under "User", a
 * server's window takes settings of the scope "machine" from; a desktop window has "User" alone.
 */
export type SettingsScope = "User" | "Machine";

export type SettingValues = Record<string, unknown>;

/** Under these the workbench shows nothing but the files and the extension, and asks the network for nothing. */
const QUIET_SETTINGS: SettingValues = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
  "chat.disableAIFeatures": true,
};

export class Profile {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A profile with these settings and extensions, beside what it held before. */
  static async prepare(
    folder: string,
    settings: Partial<Record<SettingsScope, SettingValues>>,
    extensions: readonly string[],
  ): Promise<Profile> {
    const profile = new Profile(folder);
    await profile.changeSettings("User", { ...QUIET_SETTINGS, ...settings.User });
    await profile.changeSettings("Machine", settings.Machine ?? {});
    await profile.#linkExtensions(extensions);
    return profile;
  }

  get userData(): string {
    return join(this.folder, "data");
  }

  get extensions(): string {
    return join(this.folder, "extensions");
  }

  /** Sets values. A window that is open takes over those of the machine. */
  async changeSettings(scope: SettingsScope, values: SettingValues): Promise<void> {
    await this.replaceSettings(scope, { ...(await readSettings(this.#settingsFile(scope))), ...values });
  }

  /** Sets these values, and no others. */
  async replaceSettings(scope: SettingsScope, values: SettingValues): Promise<void> {
    const file = this.#settingsFile(scope);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(values, null, 2));
  }

  #settingsFile(scope: SettingsScope): string {
    return join(this.userData, scope, "settings.json");
  }

  /** Installs extensions as VS Code records it, but linked, so that a rebuilt one is there after a reload. */
  async #linkExtensions(paths: readonly string[]): Promise<void> {
    await mkdir(this.extensions, { recursive: true });
    const entries = paths.map(async (path) => {
      const manifest: unknown = JSON.parse(await readFile(join(path, "package.json"), "utf8"));
      const { publisher, name, version } = manifest as Record<string, string>;
      const relativeLocation = `${publisher}.${name}-${version}`;
      const link = join(this.extensions, relativeLocation);
      await rm(link, { force: true });
      await symlink(path, link, "junction");
      return {
        identifier: { id: `${publisher}.${name}` },
        version,
        location: { $mid: 1, scheme: "file", path: link },
        relativeLocation,
      };
    });
    const record = JSON.stringify(await Promise.all(entries));
    await writeFile(join(this.extensions, "extensions.json"), record);
  }
}

/** A settings file of VS Code, which is JSON with comments; none when the file is missing or damaged. */
export async function readSettings(file: string): Promise<SettingValues> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  // TypeScript reads the same kind of JSON.
  return ts.parseConfigFileTextToJson(file, text).config ?? {};
}
