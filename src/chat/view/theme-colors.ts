import stripJsonComments from "strip-json-comments";
import * as v from "valibot";
import { ColorThemeKind, extensions, Uri, window, workspace } from "vscode";
import { codeColors, customRules, type TokenRule, tokenRules } from "./theme-scopes.ts";

const contributions = v.object({
  contributes: v.object({
    themes: v.array(
      v.object({ id: v.optional(v.string()), label: v.string(), uiTheme: v.string(), path: v.string() }),
    ),
  }),
});

const themeFile = v.object({ include: v.optional(v.string()), tokenColors: v.optional(v.unknown()) });

/** Maximum depth of includes: a deeper one is a cycle. */
const MAX_INCLUDES = 10;

/**
 * The active theme's colors for code, by highlight.js scope, with the user's own rules. VS Code has no API for them
 * (https://github.com/microsoft/vscode/issues/32813), so they are read from the theme's file. {} when that fails.
 */
export async function themeColors(): Promise<Record<string, string>> {
  const theme = activeTheme();
  if (!theme) return {};
  try {
    const custom: unknown = workspace.getConfiguration("editor").get("tokenColorCustomizations");
    return codeColors([...(await rulesIn(theme.file)), ...customRules(custom, theme.name)]);
  } catch {
    return {};
  }
}

/** For each kind of theme, its name in a theme's manifest and the setting used when VS Code follows the system. */
const KINDS = {
  [ColorThemeKind.Light]: ["vs", "preferredLightColorTheme"],
  [ColorThemeKind.Dark]: ["vs-dark", "preferredDarkColorTheme"],
  [ColorThemeKind.HighContrast]: ["hc-black", "preferredHighContrastColorTheme"],
  [ColorThemeKind.HighContrastLight]: ["hc-light", "preferredHighContrastLightColorTheme"],
} as const;

interface Theme {
  name: string;
  file: Uri;
}

/** The theme that the settings name for the kind that is shown. */
function activeTheme(): Theme | undefined {
  const workbench = workspace.getConfiguration("workbench");
  const followsSystem = workspace.getConfiguration("window").get<boolean>("autoDetectColorScheme");
  const [uiTheme, preferred] = KINDS[window.activeColorTheme.kind];
  const settings = followsSystem ? [preferred, "colorTheme"] : ["colorTheme", preferred];
  for (const setting of settings) {
    const name = workbench.get<string>(setting) ?? "";
    // VS Code removed "Default" from the names of some themes, and still accepts the old names in settings.
    for (const each of [name, name.replace(/^Default /, "")]) {
      const file = fileOf(each, uiTheme);
      if (file) return { name: each, file };
    }
  }
  return undefined;
}

function fileOf(name: string, wanted: string): Uri | undefined {
  for (const { packageJSON, extensionUri } of extensions.all) {
    const parsed = v.safeParse(contributions, packageJSON);
    const found = parsed.success
      ? parsed.output.contributes.themes.find(
          ({ id, label, uiTheme }) => (id ?? label) === name && uiTheme === wanted,
        )
      : undefined;
    if (found) return Uri.joinPath(extensionUri, found.path);
  }
  return undefined;
}

/** The rules of the included file first: the including file overrides them. */
async function rulesIn(file: Uri, depth = 0): Promise<TokenRule[]> {
  if (depth > MAX_INCLUDES) return [];
  const text = new TextDecoder().decode(await workspace.fs.readFile(file));
  const json: unknown = JSON.parse(stripJsonComments(text, { trailingCommas: true }));
  const { include, tokenColors } = v.parse(themeFile, json);
  const included = include === undefined ? [] : await rulesIn(sibling(file, include), depth + 1);
  return [...included, ...tokenRules(tokenColors)];
}

const sibling = (file: Uri, path: string) => Uri.joinPath(file, "..", path);
