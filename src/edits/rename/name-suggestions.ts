/** Better names for an identifier: the question for the model, and the names in its answer. */
import { fenced, openingFence } from "../../../common/fence.ts";
import { inStyle, type NameStyle, nameStyle, partsOf } from "./name-style.ts";

const MAX_NAMES = 5;
const MAX_CHARS = 60;

/** Words that some common languages reserve; they are poor names in all languages. */
const RESERVED = new Set(
  (
    "abstract and as assert async await base begin bool boolean break byte case catch char class const continue " +
    "crate def default defer del delete do double elif else elsif end ensure enum except export extends extern " +
    "false final finally float fn for foreach from func function global go goto if impl implements import in int " +
    "interface internal is lambda let long loop match mod module move mut namespace new nil none nonlocal not null " +
    "operator or out override package pass private protected pub public raise ref rescue return self sealed short " +
    "signed sizeof static struct super switch template this throw throws trait true try type typeof undefined " +
    "union unless unsafe unsigned use using var virtual void volatile when where while with yield"
  ).split(" "),
);

const STYLES: Readonly<Record<NameStyle, string>> = {
  camel: "camelCase",
  pascal: "PascalCase",
  snake: "snake_case",
  constant: "UPPER_CASE with underscores",
  kebab: "kebab-case",
};

export interface Renamed {
  name: string;
  languageId: string;
  /** The code that declares it and that uses it; the style of other names there counts too. */
  code: readonly string[];
}

/** The question for the model. */
export function namesQuestion({ name, languageId, code }: Renamed): string {
  const style = STYLES[nameStyle(name, code.join("\n"))];
  const pieces = code.map((piece) => fenced(piece, languageId));
  return [
    `In this code the name \`${name}\` is to be replaced by a better one:`,
    ...pieces,
    `Suggest five names for \`${name}\` that say what it stands for, the best first, in ${style}. None of them may be in use in this code. Answer with the five names alone, one on each line.`,
  ].join("\n\n");
}

/** The names in an answer, in the style of the old name, the best first, without names that the code already uses. */
export function namesIn(answer: string, { name, code }: Renamed): string[] {
  const { before, after } = partsOf(name);
  const text = code.join("\n");
  const style = nameStyle(name, text);
  const inUse = new Set(text.match(/[\p{L}\p{N}_$#@-]+[?!]?|[\p{L}\p{N}_$]+/gu));
  const names: string[] = [];
  for (const candidate of candidatesIn(answer)) {
    const core = inStyle(partsOf(candidate).core, style);
    const better = before + core + after;
    const isNew = better !== name && !inUse.has(better) && !inUse.has(core) && !names.includes(better);
    if (isName(better, name) && isNew) names.push(better);
  }
  return names.slice(0, MAX_NAMES);
}

/**
 * Whether a text can replace a name: its form is valid and it is no reserved word. Signs that only some languages allow
 * in names are valid when the old name has them.
 */
export function isName(text: string, old: string): boolean {
  const { before, core } = partsOf(text);
  return (
    text.length <= MAX_CHARS &&
    /^[#@$_-]*(?:[\p{ID_Start}$_][\p{ID_Continue}$-]*)[?!=]?$/u.test(text) &&
    [...text].every((sign) => !/[-?!=#@]/.test(sign) || old.includes(sign)) &&
    (before !== "" || !RESERVED.has(core))
  );
}

/** A line may have a number before the name and an explanation after it; or all names are on one line, or in JSON. */
function candidatesIn(answer: string): string[] {
  const lines = answer.split("\n").filter((line) => !openingFence(line.trimStart()));
  return lines.flatMap((line) => {
    const listed = line
      .replace(/^\s*(?:[-*•+]\s+|\(?\d+[.):]\s*)/, "")
      .replace(/^\s*\[|\]\s*$/g, "")
      .replaceAll(/[`"'“”*]/g, "")
      .trim();
    if (/^\S+(?:\s*[,;]\s*\S+)+$/.test(listed.replace(/[,;]$/, "")))
      return listed.split(/[,;]/).map((name) => name.trim());
    const [name = "", ...explanation] = listed.split(/\s*(?:\s[-–—=]+>?\s|:\s|:$|\s?\(|,$|;$|\.$)/);
    // This is text rather than a name.
    return /\s/.test(name) || (explanation.length > 0 && name === "") ? [] : name;
  });
}
