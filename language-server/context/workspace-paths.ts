/** URIs of documents, and where they lie in the workspace. */

/** The path of a URI, decoded, with slashes; the URI itself when it can't be read. */
export function pathOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}

/** The name of a file or folder. */
export function nameOf(uri: string): string {
  const path = pathOf(uri);
  return path.slice(path.lastIndexOf("/") + 1);
}

export function schemeOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.indexOf(":")));
}

/** What is before the path of a URI: its scheme and authority. */
const ORIGIN = /^[^:/]*:(?:\/\/[^/]*)?/;

/** Where the path of a URI begins to count, decoded. */
function originOf(uri: string): string {
  const origin = ORIGIN.exec(uri)?.[0] ?? "";
  try {
    return decodeURIComponent(origin);
  } catch {
    return origin;
  }
}

/** The innermost workspace folder that holds a document, and the document's path in it; undefined outside. */
export function locate(
  uri: string,
  workspaceFolders: readonly string[],
): { folder: string; path: string } | undefined {
  const path = pathOf(uri);
  const inside = workspaceFolders
    .filter((folder) => originOf(folder) === originOf(uri) && path.startsWith(withSlash(pathOf(folder))))
    .toSorted((a, b) => b.length - a.length)[0];
  return inside === undefined
    ? undefined
    : { folder: inside, path: path.slice(withSlash(pathOf(inside)).length) };
}

/** The path to show to the model: in the workspace, or the file's name alone outside of it. */
export function shownPath(uri: string, workspaceFolders: readonly string[]): string {
  return locate(uri, workspaceFolders)?.path ?? nameOf(uri);
}

/** The URI of something in a folder, given by its path's segments, in VS Code's spelling. */
export function folderUri(folder: string, segments: readonly string[]): string {
  return withSlash(folder) + segments.map(encoded).join("/");
}

/** `encodeURIComponent` leaves some characters as they are. */
function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The folder that something lies in; undefined for the root. */
export function parentUri(uri: string): string | undefined {
  const origin = ORIGIN.exec(uri)?.[0] ?? "";
  const path = uri.slice(origin.length).replace(/\/$/, "");
  return path === "" ? undefined : origin + (path.slice(0, path.lastIndexOf("/")) || "/");
}

/** The URI of a path of the file system that is absolute, or relative to a folder. */
export function resolveUri(folder: string, path: string): string {
  const segments = path.split(/[/\\]/);
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:)/.test(path);
  let at = folder;
  for (let up = isAbsolute ? parentUri(at) : undefined; up !== undefined; up = parentUri(at)) at = up;
  for (const segment of segments) {
    if (segment === "..") at = parentUri(at) ?? at;
    else if (segment !== "" && segment !== ".") at = folderUri(at, [segment]);
  }
  return at;
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
