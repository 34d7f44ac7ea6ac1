/** Scores how well a query in the picker matches a path or a name. */

/** Higher is better; `undefined` when the query's letters don't occur in order. */
export function pathScore(query: string, path: string): number | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  // A query with a slash names a part of the path.
  const inName = query.includes("/") ? undefined : nameScore(query, name);
  const score = inName ?? nameScore(query, path, -400);
  return score === undefined ? undefined : score - path.length / 10;
}

export function nameScore(query: string, name: string, base = 0): number | undefined {
  const typed = query.toLowerCase();
  const said = name.toLowerCase();
  if (typed === "") return base;
  if (said === typed) return base + 1_000;
  if (said.startsWith(typed)) return base + 900 - said.length;
  const within = said.indexOf(typed);
  if (within >= 0) return base + (startsWord(name, within) ? 800 : 650) - said.length;
  return initialsScore(typed, name, base) ?? spreadScore(typed, said, base);
}

/** "cbt" for codeBlockToolbar or code-block-toolbar. */
function initialsScore(typed: string, name: string, base: number): number | undefined {
  const initials = [...name]
    .filter((_, at) => startsWord(name, at))
    .join("")
    .toLowerCase();
  return initials.startsWith(typed) && typed.length > 1 ? base + 700 - name.length : undefined;
}

function spreadScore(typed: string, said: string, base: number): number | undefined {
  let from = 0;
  let gaps = 0;
  for (const letter of typed) {
    const at = said.indexOf(letter, from);
    if (at < 0) return undefined;
    if (from > 0) gaps += at - from;
    from = at + letter.length;
  }
  return base + 400 - gaps * 5;
}

function startsWord(name: string, at: number): boolean {
  const before = name.charAt(at - 1);
  const here = name.charAt(at);
  if (!/[\p{L}\p{N}]/u.test(here)) return false;
  return at === 0 || !/[\p{L}\p{N}]/u.test(before) || (/\p{Lu}/u.test(here) && /[^\p{Lu}]/u.test(before));
}
