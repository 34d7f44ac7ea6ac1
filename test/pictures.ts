/**
 * Pictures of what the tests see, to be looked at. Nothing depends on them, and they take seconds, above all those in
 * several themes: they are taken where `OSSICLE_TEST_PICTURES` is set.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const TAKES_PICTURES = Boolean(process.env.OSSICLE_TEST_PICTURES);

/** The file of a picture. */
export const pictureFile = (name: string): string =>
  join(fileURLToPath(new URL(".artifacts", import.meta.url)), `${name}.png`);
