/**
 * A theme's colors for code, by the scopes of highlight.js. Themes use TextMate's scopes: a rule applies to its scope
 * and everything below it ("string" to "string.quoted"), and the longest scope wins. Pure.
 */
import * as v from "valibot";

const rule = v.object({
  scope: v.optional(v.union([v.string(), v.array(v.string())])),
  settings: v.object({ foreground: v.optional(v.string()) }),
});
export type TokenRule = v.InferOutput<typeof rule>;

/** The rules in a theme's file or a setting; anything else there is left out. */
export function tokenRules(value: unknown): TokenRule[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const parsed = v.safeParse(rule, entry);
    return parsed.success ? [parsed.output] : [];
  });
}

/** TextMate's scopes for each scope of highlight.js, the best first. */
const SCOPES: Record<string, readonly string[]> = {
  keyword: ["keyword", "storage", "keyword.control"],
  "variable.language": ["variable.language", "keyword"],
  built_in: ["support.function", "support.class", "entity.name.function"],
  type: ["entity.name.type", "support.type", "support.class", "storage.type"],
  literal: ["constant.language", "constant"],
  number: ["constant.numeric", "constant"],
  operator: ["keyword.operator"],
  punctuation: ["punctuation"],
  property: ["variable.other.property", "support.type.property-name", "variable"],
  regexp: ["string.regexp", "string"],
  string: ["string"],
  "char.escape": ["constant.character.escape", "constant.character"],
  symbol: ["constant.other.symbol", "constant"],
  variable: ["variable.other.readwrite", "variable"],
  "variable.constant": ["variable.other.constant", "constant"],
  title: ["entity.name.function", "support.function"],
  "title.class": ["entity.name.type.class", "entity.name.class", "entity.name.type", "support.class"],
  "title.function": ["entity.name.function", "support.function"],
  params: ["variable.parameter", "variable"],
  comment: ["comment"],
  doctag: ["storage.type.class.jsdoc", "keyword.other.documentation", "comment"],
  meta: ["meta.preprocessor", "entity.name.function.preprocessor", "keyword.control.directive"],
  section: ["markup.heading", "entity.name.section"],
  tag: ["punctuation.definition.tag", "entity.name.tag"],
  name: ["entity.name.tag"],
  attr: ["entity.other.attribute-name", "support.type.property-name"],
  attribute: ["support.type.property-name", "entity.other.attribute-name"],
  bullet: ["punctuation.definition.list.begin.markdown", "markup.list"],
  code: ["markup.inline.raw", "markup.raw"],
  emphasis: ["markup.italic"],
  strong: ["markup.bold"],
  link: ["markup.underline.link", "string.other.link", "string"],
  quote: ["markup.quote", "comment"],
  "selector-tag": ["entity.name.tag.css", "entity.name.tag"],
  "selector-id": ["entity.other.attribute-name.id.css", "entity.other.attribute-name"],
  "selector-class": ["entity.other.attribute-name.class.css", "entity.other.attribute-name"],
  "selector-attr": ["entity.other.attribute-name"],
  "selector-pseudo": ["entity.other.attribute-name.pseudo-class.css", "entity.other.attribute-name"],
  addition: ["markup.inserted"],
  deletion: ["markup.deleted"],
};

/** Only such a color goes into the view's styles. */
const COLOR = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;

/**
 * CSS colors by highlight.js scope, for the scopes that the theme colors.
 * @param rules a later rule for the same scope wins
 */
export function codeColors(rules: readonly TokenRule[]): Record<string, string> {
  const bySelector = new Map<string, string>();
  for (const { scope, settings } of rules) {
    const { foreground } = settings;
    if (foreground === undefined || !COLOR.test(foreground)) continue;
    for (const selector of selectorsOf(scope)) bySelector.set(selector, foreground);
  }
  const found = Object.entries(SCOPES).flatMap(([name, scopes]) => {
    const color = scopes.map((scope) => colorOf(scope, bySelector)).find((each) => each !== undefined);
    return color === undefined ? [] : [[name, color]];
  });
  return Object.fromEntries(found);
}

/** Rules of a single scope. "string variable" is a variable in a string, which highlight.js doesn't distinguish. */
function selectorsOf(scope: TokenRule["scope"]): string[] {
  const selectors = typeof scope === "string" ? scope.split(",") : (scope ?? []);
  return selectors.map((selector) => selector.trim()).filter((selector) => /^\S+$/.test(selector));
}

function colorOf(scope: string, bySelector: ReadonlyMap<string, string>): string | undefined {
  for (let selector = scope; selector !== ""; selector = selector.slice(0, selector.lastIndexOf("."))) {
    const color = bySelector.get(selector);
    if (color !== undefined) return color;
    if (!selector.includes(".")) return undefined;
  }
  return undefined;
}

/** The groups that `editor.tokenColorCustomizations` can name. */
const GROUPS: Record<string, string> = {
  comments: "comment",
  strings: "string",
  keywords: "keyword",
  numbers: "constant.numeric",
  types: "entity.name.type",
  functions: "entity.name.function",
  variables: "variable",
};

/** The user's own rules, those for the theme last. @param customizations the setting's value */
export function customRules(customizations: unknown, theme: string): TokenRule[] {
  const settings = entriesOf(customizations);
  const ofTheme = [...settings].filter(([key]) => appliesTo(key, theme)).map(([, value]) => value);
  return [settings, ...ofTheme.map(entriesOf)].flatMap((group) => [
    ...[...group].flatMap(([key, value]) => groupRule(key, value)),
    ...tokenRules(group.get("textMateRules")),
  ]);
}

const entriesOf = (value: unknown): Map<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);

/** "[Some Theme]", "[Some*]", "[One][Two]". */
function appliesTo(key: string, theme: string): boolean {
  const names = [...key.matchAll(/\[([^\]]+)\]/g)].map(([, name = ""]) => name);
  return names.some((name) => {
    const pattern = name.replace(/[.+?^${}()|\\]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${pattern}$`).test(theme);
  });
}

/** A color, or an object with one. */
function groupRule(key: string, value: unknown): TokenRule[] {
  const scope = GROUPS[key];
  if (scope === undefined) return [];
  return tokenRules([{ scope, settings: typeof value === "string" ? { foreground: value } : value }]);
}
