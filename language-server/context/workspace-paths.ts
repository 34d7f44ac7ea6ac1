/** URIs of documents, and where they lie in the workspace. */

/** The path of a URI, decoded, with slashes; the URI itself when it can't be read. */
export function pathOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}

export function schemeOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.indexOf(":")));
}

/** Where the path of a URI begins to count: its scheme and authority, decoded. */
function originOf(uri: string): string {
  const origin = /^[^:/]*:(?:\/\/[^/]*)?/.exec(uri)?.[0] ?? "";
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
  const path = pathOf(uri);
  return locate(uri, workspaceFolders)?.path ?? path.slice(path.lastIndexOf("/") + 1);
}

/** The URI of something in a folder, given by its path's segments. */
export function folderUri(folder: string, segments: readonly string[]): string {
  return withSlash(folder) + segments.map(encodeURIComponent).join("/");
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
