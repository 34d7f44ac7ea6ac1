/**
 * Paths as a model or a user writes them, and what they mean in the workspace. Pure: whether something is there, and
 * where links lead, others find out.
 */
import { folderUri, locate, nameOf, pathOf } from "./workspace-paths.ts";

/** A folder of the workspace, with the name that the user sees. */
export interface NamedFolder {
  uri: string;
  name: string;
}

/** A place in the workspace. */
export interface Place {
  uri: string;
  /** For the model and the user; it begins with the folder's name where there are several. */
  path: string;
  /** Within its folder; "" for the folder itself. */
  inFolder: string;
}

/** What a written path may mean. */
export type Meaning =
  /** No folder is open. */
  | { kind: "noFolder" }
  | { kind: "outside" }
  /** All folders of a workspace that has several. */
  | { kind: "workspace" }
  /** The likeliest is first. Several without a folder's name are equally likely. */
  | { kind: "places"; places: Place[]; namesFolder: boolean };

export class NamedPaths {
  /** Each with a name of its own. */
  readonly folders: readonly NamedFolder[];

  constructor(folders: readonly NamedFolder[]) {
    const taken = new Set<string>();
    this.folders = folders.map(({ uri, name }) => {
      const own = freeName(name || nameOf(uri.replace(/\/$/, "")) || "root", taken);
      taken.add(own);
      return { uri, name: own };
    });
  }

  /** @param written relative with slashes of either kind, absolute, or a URI */
  meaningOf(written: string): Meaning {
    if (this.folders.length === 0) return { kind: "noFolder" };
    const path = written.trim();
    const isUri = /^[a-z][\w+.-]+:\/\//i.test(path);
    const plain = isUri ? pathOf(path) : path.replaceAll("\\", "/");
    if (isUri || (/^(?:\/.|[A-Za-z]:)/.test(plain) && !/^\/+$/.test(plain))) return this.#absolute(plain);
    const segments = collapsed(plain.split("/"));
    // On a drive, what is behind a colon is another stream of the same file.
    const isStream = segments?.some((name) => name.includes(":")) && this.folders.some(isOnDrive);
    return segments && !isStream ? this.#relative(segments) : { kind: "outside" };
  }

  /** Nothing for a URI outside the workspace. */
  placeOf(uri: string): Place | undefined {
    const located = locate(
      uri,
      this.folders.map((folder) => folder.uri),
    );
    const folder = this.folders.find((each) => each.uri === (located?.folder ?? uri));
    if (!folder) return undefined;
    return this.#place(folder, located ? located.path.split("/") : []);
  }

  #relative(segments: readonly string[]): Meaning {
    const [only, ...others] = this.folders;
    if (only && others.length === 0) {
      const place = this.#place(only, segments);
      // Some write the folder's name where it isn't needed.
      const places = segments[0] === only.name ? [place, this.#place(only, segments.slice(1))] : [place];
      return { kind: "places", places, namesFolder: true };
    }
    const [first, ...rest] = segments;
    if (first === undefined) return { kind: "workspace" };
    const named = this.folders.find(({ name }) => name === first);
    if (named) return { kind: "places", places: [this.#place(named, rest)], namesFolder: true };
    const places = this.folders.map((folder) => this.#place(folder, segments));
    return { kind: "places", places, namesFolder: false };
  }

  #absolute(path: string): Meaning {
    const segments = collapsed(path.split("/"));
    if (!segments) return { kind: "outside" };
    const inside = this.folders
      .flatMap((folder) => {
        const rest = segmentsInside(folder, segments);
        const isStream = isOnDrive(folder) && rest?.some((name) => name.includes(":"));
        return rest && !isStream ? [this.#place(folder, rest)] : [];
      })
      .toSorted((one, other) => one.inFolder.length - other.inFolder.length);
    return inside.length > 0
      ? { kind: "places", places: inside.slice(0, 1), namesFolder: true }
      : { kind: "outside" };
  }

  #place({ uri, name }: NamedFolder, segments: readonly string[]): Place {
    const inFolder = segments.join("/");
    const path = this.folders.length > 1 ? [name, ...segments].join("/") : inFolder || ".";
    return { uri: segments.length === 0 ? uri : folderUri(uri, segments), path, inFolder };
  }
}

/** Without `.` and `..`; nothing where it leads above the start. */
function collapsed(segments: readonly string[]): string[] | undefined {
  const left: string[] = [];
  for (const segment of segments) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") left.push(segment);
    else if (left.pop() === undefined) return undefined;
  }
  return left;
}

/** The rest of a path behind a folder's; names on a drive are the same in any case. */
function segmentsInside(folder: NamedFolder, path: readonly string[]): string[] | undefined {
  const names = pathOf(folder.uri).split("/").filter(Boolean);
  const same = (name: string | undefined) => (isOnDrive(folder) ? name?.toLowerCase() : name);
  return names.every((name, index) => same(name) === same(path[index]))
    ? path.slice(names.length)
    : undefined;
}

const isOnDrive = ({ uri }: NamedFolder) => /^\/[A-Za-z]:/.test(pathOf(uri));

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  return free;
}
