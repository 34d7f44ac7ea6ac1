/** Takes out of a text what says something of the user's files. */

const URI = /\b(?!https?:)[a-z][a-z0-9+.-]{2,}:\/\/[^\s"'`)\]]+/gi;
/** Absolute paths of POSIX and Windows, each up to a blank or a quotation mark. */
const PATH = /(?<![\w.~:/\\-])(?:[A-Za-z]:[\\/]|\\\\|\/(?=[^\s/]))[^\s"'`:;,()<>|]+/g;
/** Names a model file; its folders may still tell something. */
const MODEL = /[^\\/]+\.gguf$/i;

/**
 * Puts "~" in the place of the home folder, and "…" in that of every other path and address. The name of a model
 * file stays.
 *
 * @param folders those of the workspace: theirs and everything in them goes, even under the home folder
 */
export function redact(text: string, home: string, folders: readonly string[]): string {
  const withoutFolders = byLength(folders).reduce((rest, folder) => withoutFolder(rest, folder), text);
  return withoutFolders.replace(URI, "…").replace(PATH, (path) => shortened(path, home));
}

/** One path, as a setting has it. */
export function redactPath(path: string, home: string): string {
  return isUnder(path, home) ? `~${path.slice(home.length)}` : path;
}

function shortened(path: string, home: string): string {
  const [model] = MODEL.exec(path) ?? [];
  if (model !== undefined) return `…/${model}`;
  // Below the home folder lie the user's projects; above the first folder there is nothing to tell.
  return isUnder(path, home) ? "~/…" : "…";
}

function isUnder(path: string, folder: string): boolean {
  return (
    folder !== "" && (path === folder || /^[\\/]/.test(path.slice(folder.length))) && path.startsWith(folder)
  );
}

function withoutFolder(text: string, folder: string): string {
  if (folder.length < 2) return text;
  const escaped = folder.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`${escaped}(?![\\w-])[^\\s"'\`]*`, "gi"), "…");
}

/** A folder within another one must go first. */
function byLength(folders: readonly string[]): string[] {
  return folders.toSorted((a, b) => b.length - a.length);
}
