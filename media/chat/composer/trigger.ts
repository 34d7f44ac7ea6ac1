/** What the user is about to pick from a list: `@` files, `#` what else there is, `/` commands. Pure. */

export interface Trigger {
  kind: "@" | "#" | "/";
  /** What was typed after it. */
  query: string;
  /** Where it begins in the text; it ends at the cursor. */
  start: number;
}

/** Commands stand at the very beginning; the others wherever a word begins. */
export function triggerAt(text: string, cursor: number): Trigger | undefined {
  const before = text.slice(0, cursor);
  const command = /^\/([\w-]*)$/.exec(before)?.[1];
  if (command !== undefined) return { kind: "/", query: command, start: 0 };
  const [, kind, query = ""] = /(?:^|\s)([@#])([^\s@#]*)$/.exec(before) ?? [];
  if (kind !== "@" && kind !== "#") return undefined;
  return { kind, query, start: cursor - query.length - 1 };
}

/** The text with a word in the trigger's place, and where the cursor is then: where the next word begins. */
export function replaceTrigger(
  text: string,
  cursor: number,
  { start }: Trigger,
  insert: string,
): { text: string; cursor: number } {
  const after = text.slice(cursor);
  const space = /^[\s.,;:!?)\]]/.test(after) ? "" : " ";
  const end = start + insert.length + (space === "" && /^\s/.test(after) ? 1 : space.length);
  return { text: text.slice(0, start) + insert + space + after, cursor: end };
}
