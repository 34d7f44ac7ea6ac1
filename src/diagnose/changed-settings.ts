import { isDeepStrictEqual } from "node:util";
import { extensions, workspace } from "vscode";

/** May hold a secret (a proxy's password), or name a company: that it is set is all that is told. */
const WITHHELD = new Set(["ossicle.download.proxy", "ossicle.download.mirror"]);

/** Settings of Ossicle whose values differ from their defaults. */
export function changedSettings(extensionId: string): { name: string; value: unknown }[] {
  const configuration = workspace.getConfiguration();
  const names = settingNames(extensions.getExtension(extensionId)?.packageJSON);
  return names.flatMap((name) => {
    const value: unknown = configuration.get(name);
    const same = isDeepStrictEqual(plain(value), plain(configuration.inspect(name)?.defaultValue));
    return same ? [] : [{ name, value: WITHHELD.has(name) ? "(set)" : plain(value) }];
  });
}

/** VS Code answers with proxies. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function settingNames(manifest: { contributes?: { configuration?: unknown } } | undefined): string[] {
  const sections = manifest?.contributes?.configuration;
  if (!Array.isArray(sections)) return [];
  return sections.flatMap((section: { properties?: object }) => Object.keys(section.properties ?? {}));
}
