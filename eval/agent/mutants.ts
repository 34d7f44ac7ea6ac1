import type { Check } from "./task.ts";

/**
 * A check for each fault: tests that are worth something fail with it.
 *
 * @param run the tests
 * @param text of the file, begun on the line after its opening quote
 * @param faults what is right in it, once, and what takes its place
 */
export function mutantChecks(
  run: readonly string[],
  path: string,
  text: string,
  faults: readonly (readonly [right: string, wrong: string])[],
): Check[] {
  return faults.map(([right, wrong]) => {
    if (text.split(right).length !== 2) throw new Error(`${path} should have this once: ${right}`);
    return { run, files: { [path]: text.replace(right, () => wrong) }, fails: true };
  });
}
