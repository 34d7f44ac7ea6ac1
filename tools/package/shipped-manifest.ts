/** What npm and those who develop Ossicle read in package.json, and no editor does. */
const DEVELOPMENT_FIELDS = [
  ...["scripts", "devDependencies", "dependencies", "allowScripts", "private"],
  ...["overrides", "workspaces", "files", "type"],
];

/** The package.json of the installed extension. */
export function shippedManifest(manifest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(manifest).filter(([field]) => !DEVELOPMENT_FIELDS.includes(field)),
  );
}
