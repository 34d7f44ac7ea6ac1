/** What a setting by language says for a language: its own value, or that of "*", which is for all others. */
export function languageRule<T>(rules: Readonly<Record<string, T>>, languageId: string): T | undefined {
  return rules[languageId] ?? rules["*"];
}
