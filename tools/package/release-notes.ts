/**
 * The section of a version in CHANGELOG.md, without its heading.
 *
 * Throws when there is none: a version isn't released without saying what is in it.
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/[\s\]]/, 1)[0]?.replace(/^\[/, "") === version);
  const body = section?.slice(section.indexOf("\n") + 1).trim();
  if (!body) throw new Error(`CHANGELOG.md has no section for ${version}.`);
  return `${body}\n`;
}
