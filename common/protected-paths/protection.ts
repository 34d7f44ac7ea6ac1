/** Why a path of a workspace is protected, told by its names. Pure. */
import { NAMES, type NamedKind } from "./table.ts";

/** Characters that macOS leaves out where it compares names: a name with them is the one without them. */
const UNSEEN = /[\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/**
 * @param path within the workspace, of a file or folder, with slashes of either kind
 * @returns the strictest kind; undefined where nothing protects it
 */
export function protectedKind(path: string): NamedKind | undefined {
  const names = path.split(/[\\/]/).map(sameName);
  const whole = `/${names.join("/")}/`;
  const stands = (name: string) =>
    name.startsWith("*") ? names.some((each) => each.endsWith(name.slice(1))) : whole.includes(`/${name}/`);
  return NAMES.find((protectedNames) => protectedNames.names.some(stands))?.kind;
}

/**
 * One spelling of a name for all those that a file system takes for the same: in any case, with characters that aren't
 * seen, and on Windows with dots or blanks at its end or the name of a stream (`.git::$INDEX_ALLOCATION`).
 */
function sameName(name: string): string {
  const seen = name.replace(UNSEEN, "").normalize("NFKC").toLowerCase();
  return seen.replace(/:.*$/, "").replace(/[. ]+$/, "");
}
