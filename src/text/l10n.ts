import { l10n } from "vscode";

/**
 * The text in the user's language, with `{0}`, `{1}` … replaced. The first argument is always a literal: a test
 * compares all of them with `l10n/bundle.l10n.json`.
 */
export const t: (message: string, ...args: (string | number)[]) => string = l10n.t;
