/** Texts in the language of the user. A server has one client, so that the language is this module's. */
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { TranslatableText } from "../../common/translatable-text.ts";

/** `vscode.l10n.bundle`: English texts with their translations. Editors that send none get English. */
const options = v.object({ l10n: v.record(v.string(), v.string()) });

/** @param initializationOptions of the client */
export function useLanguageOf(initializationOptions: unknown): void {
  const parsed = v.safeParse(options, initializationOptions);
  l10n.config({ contents: parsed.success ? parsed.output.l10n : {} });
}

/**
 * The text in the user's language, with `{0}`, `{1}` … replaced. The first argument is always a literal: a test
 * compares all of them with `l10n/bundle.l10n.json`. Not for constants of a module: the language is known later.
 */
export const t: (message: string, ...args: (string | number)[]) => string = l10n.t;

/** A text that another process or an earlier run has left. */
export function translated({ text, args = [] }: TranslatableText): string {
  return l10n.t(text, ...args.map((arg) => (typeof arg === "object" ? translated(arg) : arg)));
}
