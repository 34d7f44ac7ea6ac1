/** Pure parts of the language model provider that others use as well. */
export { chosenEffort } from "./chosen-effort.ts";
