/** The view's texts in the user's language: English is the key, as for `vscode.l10n.t`. */

const translations: Record<string, unknown> = readTranslations();

function readTranslations(): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(document.body.dataset.strings ?? "{}");
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

/** The text with `{0}`, `{1}` … replaced. The first argument is always a literal. */
export function t(message: string, ...args: (string | number)[]): string {
  const translated = translations[message];
  const text = typeof translated === "string" ? translated : message;
  return text.replace(/\{(\d+)\}/g, (all, index: string) => String(args[Number(index)] ?? all));
}
