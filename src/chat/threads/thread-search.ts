import { type Thread, threadTitle } from "./thread.ts";

/** Characters of the excerpt before and after the match. */
const AROUND = 40;

export interface Found {
  /** The text around the match, when it isn't in the title. */
  excerpt?: string;
}

/** Finds a query in a thread, ignoring case and differences of white space; `undefined` when there is no match. */
export function findIn(thread: Thread, query: string): Found | undefined {
  const pattern = patternOf(query);
  if (!pattern || pattern.test(threadTitle(thread))) return {};
  for (const message of thread.messages) {
    const text = message.role === "user" ? message.text : message.answer;
    const match = pattern.exec(text);
    if (match) return { excerpt: excerptOf(text, match.index, match[0].length) };
  }
  return undefined;
}

function patternOf(query: string): RegExp | undefined {
  const words = query.split(/\s+/).filter(Boolean);
  return words.length === 0 ? undefined : new RegExp(words.map(escapeText).join("\\s+"), "iu");
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function excerptOf(text: string, index: number, length: number): string {
  const start = Math.max(0, index - AROUND);
  const end = Math.min(text.length, index + length + AROUND);
  const words = text
    .slice(start, end)
    .replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return `${start > 0 ? "…" : ""}${words}${end < text.length ? "…" : ""}`;
}
