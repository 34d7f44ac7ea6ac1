/** git's configuration files, read for what they say of ignore files. */

export interface GitConfigEntry {
  /** In lower case, without what is in quotes: `core`. */
  section: string;
  /** In lower case. */
  key: string;
  /** null for a key without a value, which means true. */
  value: string | null;
}

const SECTION = /^\s*\[\s*([\w.-]+)\s*("(?:[^"\\]|\\.)*")?\s*\]/;
const ENTRY = /^\s*([A-Za-z][\w-]*)\s*(?:=(.*)|[#;].*)?$/;
const ESCAPED: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b" };

/** The entries in their order. Lines that can't be read are left out. */
export function parseGitConfig(text: string): GitConfigEntry[] {
  const entries: GitConfigEntry[] = [];
  let section = "";
  for (const line of text
    .replace(/^\uFEFF/, "")
    .replace(/\\\r?\n/g, "")
    .split(/\r?\n/)) {
    const header = SECTION.exec(line);
    if (header)
      section = `${header[1]?.toLowerCase()}${header[2] === undefined ? "" : " "}${header[2] ?? ""}`;
    const entry = ENTRY.exec(header ? line.slice(header[0].length) : line);
    if (!entry) continue;
    const [, key = "", value] = entry;
    entries.push({ section, key: key.toLowerCase(), value: value === undefined ? null : readValue(value) });
  }
  return entries;
}

/** Whether a value means true. */
export function isTrue(value: string | null): boolean {
  return value === null || /^(?:true|yes|on|[1-9]\d*)$/i.test(value);
}

/** Without the comment behind it, its quotes, and the blanks around it. */
function readValue(raw: string): string {
  let value = "";
  /** What is in quotes keeps its blanks. */
  let kept = 0;
  let isQuoted = false;
  const text = raw.trimStart();
  for (let at = 0; at < text.length; at++) {
    let char = text.charAt(at);
    if (char === '"') {
      isQuoted = !isQuoted;
      kept = value.length;
      continue;
    }
    if (!isQuoted && (char === "#" || char === ";")) break;
    if (char === "\\") {
      char = text.charAt(++at);
      char = ESCAPED[char] ?? char;
    }
    value += char;
    if (isQuoted) kept = value.length;
  }
  return value.slice(0, kept) + value.slice(kept).trimEnd();
}
