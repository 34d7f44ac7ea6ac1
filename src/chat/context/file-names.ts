/** Finds files by the names that answers give them. Pure. */

interface NamedFile {
  /** Absolute, with slashes. */
  path: string;
  /** As VS Code shows it: below the workspace folder. */
  relative: string;
}

/**
 * Returns a search among these files alone: by a relative path, else by the end of one; by an absolute path. A path
 * that goes up finds nothing.
 */
export function filesByName<File extends NamedFile>(
  files: readonly File[],
): (name: string) => readonly File[] {
  const byLast = new Map<string, File[]>();
  for (const file of files) {
    const last = lastOf(file.path);
    byLast.set(last, [...(byLast.get(last) ?? []), file]);
  }
  return (name) => {
    const path = plain(name);
    const alike = byLast.get(lastOf(path)) ?? [];
    if (path.startsWith("/")) return alike.filter((file) => plain(file.path) === path);
    const exact = alike.filter(({ relative }) => relative === path);
    return exact.length > 0 ? exact : alike.filter(({ relative }) => relative.endsWith(`/${path}`));
  };
}

const lastOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** With slashes; a drive is below the root, in a small letter. */
function plain(name: string): string {
  return name
    .replaceAll("\\", "/")
    .replace(/^file:\/\//, "")
    .replace(/^(?:\.\/)+/, "")
    .replace(/^\/?([a-zA-Z]):\//, (_, drive: string) => `/${drive.toLowerCase()}:/`);
}
