/** The checks of a task, on the text after its edit. */
import type { Code } from "./code/code.ts";
import type { Check } from "./task.ts";

/** A comment with fewer words says nothing. */
const DOC_WORDS = 4;

/** Why the check doesn't hold, in a few words; undefined where it holds. */
export function failureOf(check: Check, after: Code, before: Code): string | undefined {
  if ("has" in check)
    return withCode(check.inside, after, (code) =>
      finds(code, check.has) ? undefined : `no ${shown(check.has)}${place(check.inside)}`,
    );
  if ("lacks" in check)
    return withCode(check.inside, after, (code) =>
      finds(code, check.lacks) ? `still ${shown(check.lacks)}${place(check.inside)}` : undefined,
    );
  if ("defines" in check)
    return after.hasFunction(check.defines) ? undefined : `no function ${check.defines}`;
  if ("depthAtMost" in check) {
    const { inside, depthAtMost } = check;
    const depth = after.depth(inside);
    if (depth === undefined) return `no function ${inside}`;
    return depth <= depthAtMost ? undefined : `${inside} nests ${depth} deep, not ${depthAtMost}`;
  }
  if ("documented" in check) {
    const doc = after.doc(check.documented);
    if (doc === undefined) return `no documentation of ${check.documented}`;
    if ((doc.match(/\w+/g)?.length ?? 0) < DOC_WORDS) return `documentation without words: ${doc}`;
    const missing = check.mentions?.filter((word) => !doc.includes(word)) ?? [];
    return missing.length > 0 ? `documentation without ${missing.join(", ")}` : undefined;
  }
  return bareText(after) === bareText(before) ? undefined : "the code is another one";
}

function withCode(
  inside: string | undefined,
  code: Code,
  look: (text: string) => string | undefined,
): string | undefined {
  const text = code.bare(inside);
  return text === undefined ? `no function ${inside}` : look(text);
}

const place = (inside: string | undefined) => (inside === undefined ? "" : ` in ${inside}`);

const shown = (wanted: string | RegExp) => (typeof wanted === "string" ? `"${wanted}"` : String(wanted));

function finds(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string"
    ? text.replace(/\s+/g, "").includes(wanted.replace(/\s+/g, ""))
    : wanted.test(text.replace(/\s+/g, " "));
}

const bareText = (code: Code) => code.bare()?.replace(/\s+/g, "");
