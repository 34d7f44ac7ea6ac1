/** Sets formulas as MathML. A bundle of its own, which the chat view loads with the first formula (`typeset.ts`). */
import temml from "temml";

/** More takes too long, and is no formula. */
const MAX_CHARS = 4_000;
const OPTIONS = {
  throwOnError: true,
  trust: false,
  /** In em: what a formula may claim of the page. */
  maxSize: [10, 40] as [number, number],
  /** Of macros that it defines. */
  maxExpand: 200,
};

/**
 * Returns a formula's MathML, without styles of its own, which the page's policy forbids.
 *
 * @param tex without its marks
 * @throws what it can't read
 */
export function typeset(tex: string, displayMode: boolean): string {
  if (tex.length > MAX_CHARS) throw new Error("The formula is too long.");
  return temml
    .renderToString(tex, { ...OPTIONS, displayMode })
    .replaceAll(' style="padding:3pt;border:1px solid;"', ' class="boxed"')
    .replace(/ style="[^"]*"/g, "");
}
