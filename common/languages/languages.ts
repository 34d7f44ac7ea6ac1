/** Finds what is known of a language by its id, the tag of a fence, or a file. */
import { C_LIKE, type Syntax } from "./syntax.ts";
import { LANGUAGES, type LanguageFacts } from "./table.ts";

export type LanguageId = keyof typeof LANGUAGES;

const BY_ID: ReadonlyMap<string, LanguageFacts> = new Map(Object.entries(LANGUAGES));

/** Nothing of a language that isn't listed. */
export function languageFacts(languageId: string): LanguageFacts | undefined {
  return BY_ID.get(languageId);
}

/** What the model calls a language. One that isn't listed goes by its id. */
export function languageName(languageId: string): { name: string; tag: string } {
  const facts = BY_ID.get(languageId);
  return facts
    ? { name: facts.name, tag: facts.tag }
    : { name: languageId, tag: languageId.replace(/[^\w+#-]/g, "") };
}

/** The language that a fence is tagged with, by any name that is usual for it. */
export function languageOfTag(tag: string): string | undefined {
  return byTag().get(tag.toLowerCase());
}

/** The language of a file, by the ending of its name. */
export function languageOfPath(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return byExtension().get(name.slice(name.lastIndexOf(".") + 1));
}

/** Endings of the files of languages, each with its dot. */
export function extensionsOf(...ids: readonly LanguageId[]): string[] {
  return ids.flatMap((id) => BY_ID.get(id)?.extensions ?? []).map((extension) => `.${extension}`);
}

/** Languages that aren't listed read like C: most do. */
export function syntaxOf(languageId: string): Syntax {
  return BY_ID.get(languageId)?.syntax ?? C_LIKE;
}

/** What a comment up to the end of its line begins with; nothing where the language isn't known to have one. */
export function lineCommentMark(languageId: string): string | undefined {
  const facts = BY_ID.get(languageId);
  return facts?.isMixed ? undefined : facts?.syntax?.lineComments[0];
}

/** Whether files of one language help with the other: its code can be an example for it. */
export function sameFamily(one: string, other: string): boolean {
  const family = BY_ID.get(one)?.family;
  return one === other || (family !== undefined && family === BY_ID.get(other)?.family);
}

let tags: ReadonlyMap<string, string> | undefined;
let extensions: ReadonlyMap<string, string> | undefined;

/** Where two have the same name, the one that is called so counts more than the one whose files end so. */
function byTag(): ReadonlyMap<string, string> {
  tags ??= new Map([
    ...namesOf((facts) => facts.extensions ?? []),
    ...namesOf((facts) => facts.aliases ?? []),
    ...namesOf(({ tag }) => [tag]).filter(([tag]) => tag !== "text"),
    ["text", "plaintext"],
    ...namesOf((_, id) => [id]),
  ]);
  return tags;
}

function byExtension(): ReadonlyMap<string, string> {
  extensions ??= new Map(namesOf((facts) => facts.extensions ?? []));
  return extensions;
}

function namesOf(
  of: (facts: LanguageFacts, id: string) => readonly string[],
): (readonly [name: string, id: string])[] {
  return [...BY_ID].flatMap(([id, facts]) => of(facts, id).map((name) => [name, id] as const));
}
