/** Maximum characters of a project's rules: about a sixth of a context of 32,768 tokens. */
export const MAX_RULES_CHARS = 20_000;

/** The rules as the model gets them, cut at the end of a line when they are too long. */
export function rulesText(text: string): { text: string; isCut: boolean } {
  const rules = text.replace(/^\uFEFF/, "").trim();
  if (rules.length <= MAX_RULES_CHARS) return { text: rules, isCut: false };
  const end = rules.lastIndexOf("\n", MAX_RULES_CHARS);
  return { text: rules.slice(0, end > 0 ? end : MAX_RULES_CHARS).trimEnd(), isCut: true };
}
