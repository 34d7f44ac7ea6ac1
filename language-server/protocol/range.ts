/** Places in text, as in LSP: lines and UTF-16 characters from 0, the end exclusive. */
import * as v from "valibot";

export const uinteger = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));
export const position = v.object({ line: uinteger, character: uinteger });
export const range = v.object({ start: position, end: position });

export type TextRange = v.InferOutput<typeof range>;
