/**
 * Takes out of a text what says something of the user's files. Where a path has blanks, nothing says where it ends: in
 * doubt, more is taken out than belongs to it.
 */

/** What isn't a path of this machine. */
const WEB = /https?:\/\/[^\s"'`<>]*/;
/** Where a path begins: a drive, a share, a root, a home folder, a variable, a relative path, or another address. */
const BEGINNING = new RegExp(
  [
    /(?<![\w+.-])[a-z][a-z0-9+.-]+:\/\//,
    /(?<![\w.~/\\-])(?:[a-z]:[\\/]|\\\\|\/\/?(?=[^\s/])|~[\w.-]*[\\/]|\.{1,2}[\\/])/,
    /\$\{?\w+\}?[\\/]|%\w+%[\\/]/,
  ]
    .map(({ source }) => source)
    .join("|"),
);
const QUOTES = `"'\`“”‘’`;
/** What ends a path without quotation marks, blanks or not. */
const END = /[\n\r\t"`“”<>|]|(?<!\w)'|'(?!\w)|:(?=\s|$|\d+(?:[^\w\\/]|$))/;
const BRACKETS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
/** How a sentence goes on after a path. Such words are rare in names; "of" or "for" aren't. */
const GOES_ON =
  /^(?:is|isn't|was|wasn't|are|aren't|were|has|hasn't|had|have|can|can't|cannot|could|couldn't|does|doesn't|did|didn't|will|won't|failed|fails|took|because|\((?:process|pid|code|line|E[A-Z]+|\d).*)$/;
const SENTENCE_END = /[.,;:!?]+$/;
/** Names a model file; its folders may still tell something. */
const MODEL = /[^\\/]+\.gguf$/i;

/**
 * Puts "~/…" in the place of paths in the home folder, and "…" in that of every other path and address. The name of a
 * model file stays.
 *
 * @param folders those of the workspace: theirs and everything in them goes, even under the home folder
 */
export function redact(text: string, home: string, folders: readonly string[]): string {
  const known = [...byLength(folders), home].filter((folder) => folder.length > 1).map(escaped);
  const beginning = new RegExp([WEB.source, ...known, BEGINNING.source].join("|"), "gi");
  let done = "";
  let at = 0;
  for (;;) {
    beginning.lastIndex = at;
    const found = beginning.exec(text);
    if (!found) return done + text.slice(at);
    const start = found.index;
    const isWeb = /^https?:/i.test(found[0]);
    const end = isWeb ? beginning.lastIndex : endOfPath(text, start, beginning);
    const path = text.slice(start, end);
    done += text.slice(at, start) + (isWeb ? path : shortened(path, home, folders));
    at = end;
  }
}

/** One path, as a setting has it. */
export function redactPath(path: string, home: string): string {
  return isUnder(path, home) ? `~${path.slice(home.length)}` : path;
}

function endOfPath(text: string, start: number, beginning: RegExp): number {
  return endInQuotes(text, start) ?? start + lengthWithoutQuotes(text.slice(start), beginning);
}

/** Quotation marks around a path say where it ends. An apostrophe within a word is none. */
function endInQuotes(text: string, start: number): number | undefined {
  const before = text[start - 1] ?? " ";
  if (!QUOTES.includes(before)) return undefined;
  const closing = { "“": "”", "‘": "’" }[before] ?? before;
  const [line = ""] = text.slice(start).split(/[\n\r]/, 1);
  const length = line.search(new RegExp(`${closing}(?!\\w)`));
  return length < 0 ? undefined : start + length;
}

function lengthWithoutQuotes(text: string, beginning: RegExp): number {
  const room = text.slice(0, roomFor(text, beginning));
  const words = [...room.matchAll(/[^ ]+/g)].map(({ 0: word, index }) => ({
    word,
    end: index + word.length,
  }));
  // Whatever comes before a last separator belongs to the path, or to another one.
  let last = Math.max(
    0,
    words.findLastIndex(({ word }) => /[\\/]/.test(word)),
  );
  while (last + 1 < words.length && !endsAt(words[last]?.word ?? "", words[last + 1]?.word ?? "")) last++;
  const { end = 0 } = words[last] ?? {};
  return room.slice(0, end).replace(SENTENCE_END, "").length;
}

/** Up to what can't be in this path: a mark that ends it, a bracket that was opened before it, the next path. */
function roomFor(text: string, beginning: RegExp): number {
  const own = /^(?:[a-z][a-z0-9+.-]*:)?[\\/]*/i.exec(text)?.[0].length ?? 0;
  const mark = text.slice(own).search(END);
  let room = mark < 0 ? text.length : own + mark;
  beginning.lastIndex = own;
  for (let next = beginning.exec(text); next; next = beginning.exec(text))
    if (text[next.index - 1] === " ") {
      room = Math.min(room, next.index);
      break;
    }
  const open: string[] = [];
  for (let at = 0; at < room; at++) {
    const character = text[at] ?? "";
    const opening = BRACKETS[character];
    if ("([{".includes(character)) open.push(character);
    else if (opening !== undefined && open.pop() !== opening) return at;
  }
  return room;
}

function endsAt(word: string, next: string): boolean {
  return SENTENCE_END.test(word) || MODEL.test(word) || GOES_ON.test(next.replace(SENTENCE_END, ""));
}

function shortened(path: string, home: string, folders: readonly string[]): string {
  if (folders.some((folder) => isUnder(path.toLowerCase(), folder.toLowerCase()))) return "…";
  const [model] = MODEL.exec(path) ?? [];
  if (model !== undefined) return `…/${model}`;
  // Below the home folder lie the user's projects; above the first folder there is nothing to tell.
  return isUnder(path, home) || path.startsWith("~") ? "~/…" : "…";
}

function isUnder(path: string, folder: string): boolean {
  return (
    folder !== "" && (path === folder || /^[\\/]/.test(path.slice(folder.length))) && path.startsWith(folder)
  );
}

const escaped = (text: string) => `${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`;

/** A folder within another one must go first. */
function byLength(folders: readonly string[]): string[] {
  return folders.toSorted((a, b) => b.length - a.length);
}
