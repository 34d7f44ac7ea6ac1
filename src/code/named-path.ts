/** Paths as answers name them. */

/**
 * The path within a folder, or `undefined` where it leads out of it or names nothing.
 *
 * @param folder absolute path of the folder, with slashes: an absolute path in it is one, too
 */
export function pathWithin(named: string, folder: string): string | undefined {
  const path = named.trim().replaceAll("\\", "/");
  const root = folder.endsWith("/") ? folder : `${folder}/`;
  const isAbsolute = /^(?:\/|[A-Za-z]:|~)/.test(path);
  const hasDrive = /^[A-Za-z]:/.test(path);
  const absolute = hasDrive ? `/${path}` : path;
  // Windows, where VS Code writes the drive in a small letter.
  const same = (text: string) => (hasDrive ? text.toLowerCase() : text);
  if (isAbsolute && !same(absolute).startsWith(same(root))) return undefined;
  const parts: string[] = [];
  for (const part of (isAbsolute ? absolute.slice(root.length) : path).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.length === 0 || path.includes("\0") ? undefined : parts.join("/");
}
