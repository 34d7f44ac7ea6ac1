/**
 * Texts for the user as data: whoever finds something out says it in English, and the process that knows the user's
 * language translates it.
 */
import * as v from "valibot";

/** `text` is English with `{0}`, `{1}` … for `args`, and the key of its translations. */
export interface TranslatableText {
  text: string;
  args?: (string | number | TranslatableText)[];
}

export const translatableText: v.GenericSchema<TranslatableText> = v.object({
  text: v.string(),
  args: v.optional(v.array(v.union([v.string(), v.number(), v.lazy(() => translatableText)]))),
});

/** The first argument is always a literal: a test compares all of them with `l10n/bundle.l10n.json`. */
export function translatable(
  text: string,
  ...args: (string | number | TranslatableText)[]
): TranslatableText {
  return args.length === 0 ? { text } : { text, args };
}

/** A text of others, such as an operating system's, as it is. */
export function untranslated(text: string): TranslatableText {
  return { text: "{0}", args: [text] };
}

/** For logs and errors. */
export function inEnglish({ text, args = [] }: TranslatableText): string {
  return text.replace(/\{(\d+)\}/g, (placeholder, index) => {
    const arg = args[Number(index)];
    return arg === undefined ? placeholder : typeof arg === "object" ? inEnglish(arg) : String(arg);
  });
}
