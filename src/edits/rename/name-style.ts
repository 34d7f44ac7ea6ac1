/** How an identifier joins its words. */

export type NameStyle = "camel" | "pascal" | "snake" | "constant" | "kebab";

/** A name without the signs around it that its language requires: `#field`, `_private`, `$variable`, `empty?`. */
export interface NameParts {
  before: string;
  core: string;
  after: string;
}

export function partsOf(name: string): NameParts {
  const [, before = "", core = "", after = ""] = /^([#@$_-]*)(.*?)([?!=_]*)$/su.exec(name) ?? [];
  return { before, core, after };
}

/**
 * The style of a name. A single lowercase word has no style; then the most common style of the code around counts.
 */
export function nameStyle(name: string, code: string): NameStyle {
  const { core } = partsOf(name);
  const isUpper = core === core.toUpperCase() && core !== core.toLowerCase();
  if (isUpper && (core.length > 1 || core.includes("_"))) return "constant";
  if (/^\p{Lu}/u.test(core)) return "pascal";
  if (core.includes("-")) return "kebab";
  if (core.includes("_")) return "snake";
  if (/\p{Lu}/u.test(core)) return "camel";
  return usualIn(code);
}

function usualIn(code: string): "camel" | "snake" {
  const count = (pattern: RegExp) => new Set(code.match(pattern)).size;
  const snake = count(/(?<![\p{L}\p{N}_$])[\p{Ll}\p{N}]+(?:_[\p{Ll}\p{N}]+)+(?![\p{L}\p{N}_$])/gu);
  const camel = count(/(?<![\p{L}\p{N}_$])\p{Ll}[\p{Ll}\p{N}]*(?:\p{Lu}[\p{Ll}\p{N}]+)+(?![\p{L}\p{N}_$])/gu);
  return snake > camel ? "snake" : "camel";
}

/** The same words in a style. A name that is in that style already isn't changed, nor are its capitals. */
export function inStyle(core: string, style: NameStyle): string {
  if (isIn(core, style)) return core;
  const words = wordsOf(core);
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  switch (style) {
    case "camel":
      return words.map((word, index) => (index === 0 ? word : capital(word))).join("");
    case "pascal":
      return words.map(capital).join("");
    case "snake":
      return words.join("_");
    case "constant":
      return words.join("_").toUpperCase();
    case "kebab":
      return words.join("-");
  }
}

function isIn(core: string, style: NameStyle): boolean {
  switch (style) {
    case "camel":
      return /^\p{Ll}[\p{L}\p{N}]*$/u.test(core);
    case "pascal":
      return /^\p{Lu}[\p{L}\p{N}]*$/u.test(core) && (core.length === 1 || core !== core.toUpperCase());
    case "snake":
      return /^[\p{Ll}\p{N}]+(?:_[\p{Ll}\p{N}]+)*$/u.test(core);
    case "constant":
      return /^[\p{Lu}\p{N}]+(?:_[\p{Lu}\p{N}]+)*$/u.test(core);
    case "kebab":
      return /^[\p{Ll}\p{N}]+(?:-[\p{Ll}\p{N}]+)*$/u.test(core);
  }
}

/** In lowercase: "HTTPServer2" is http, server2. */
function wordsOf(core: string): string[] {
  return core
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[\s_-]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}
