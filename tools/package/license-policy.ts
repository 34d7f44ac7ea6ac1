/** Which licenses may be in a VSIX: those that ask for their text and no more. */

const ALLOWED = new Set([
  ...["MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0"],
  ...["Unlicense", "CC0-1.0", "CC-BY-4.0", "Python-2.0", "Zlib"],
]);

/**
 * Whether an SPDX expression lets a package be shipped: of alternatives one is enough, of parts all are needed.
 * An expression with more parentheses than around the whole is for a user to look at.
 */
export function isAllowed(expression: string): boolean {
  const flat = expression.replace(/^\((.*)\)$/, "$1");
  if (/[()]/.test(flat)) return false;
  return flat.split(" OR ").some((parts) => parts.split(" AND ").every((license) => ALLOWED.has(license)));
}
