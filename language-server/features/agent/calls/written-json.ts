/** JSON as a model writes it: what it has around it, and line breaks that it forgot to escape. */

const FENCE = /^```\w*\n([\s\S]*?)\n?```$/;
/** The form, once more where the value begins. */
const FORM = /^(?:json|code|commentary)\s*(?=[{[])/i;
/** What may follow the end of a value without a meaning. */
const SURPLUS = /[\s}\])>;,]$/;
const MAX_SURPLUS = 4;

/** @returns undefined where it is no JSON */
export function parseWritten(text: string): unknown {
  const bare = text.trim().replace(FENCE, "$1").trim().replace(FORM, "");
  const value = parse(bare) ?? parse(escapeControls(bare)) ?? parseBefore(bare);
  // JSON as a string in JSON.
  return typeof value === "string" && /^\s*[{[]/.test(value) ? (parse(value) ?? value) : value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A value with too much behind it, such as a bracket twice. */
function parseBefore(text: string): unknown {
  let left = text;
  for (let i = 0; i < MAX_SURPLUS && SURPLUS.test(left); i++) {
    left = left.slice(0, -1).trimEnd();
    const value = parse(left);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Control characters are not allowed in JSON's strings, but models break lines there. */
function escapeControls(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[\s\S])*"/g, (string) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    string.replace(/[\u0000-\u001f]/g, (control) => JSON.stringify(control).slice(1, -1)),
  );
}
