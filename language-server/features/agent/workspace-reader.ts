/**
 * What the agent may see of the workspace, by the paths that it writes. Everything that it reads passes here: nothing
 * outside, nothing of version control, and no file that is ignored or may hold secrets.
 */

import { messageOf } from "../../../common/errors.ts";
import { bytes } from "../../../common/format.ts";
import { protectedKind } from "../../../common/protected-paths/protection.ts";
import { PROTECTION } from "../../../common/protected-paths/table.ts";
import type { TextSearch } from "../../context/index/text-search.ts";
import type { WorkspaceTree } from "../../context/index/workspace-tree.ts";
import { type Meaning, type NamedFolder, NamedPaths, type Place } from "../../context/named-paths.ts";
import type { SecretFiles } from "../../context/secret-files.ts";
import { folderUri } from "../../context/workspace-paths.ts";
import { MAX_FILE_BYTES } from "../../protocol/limits.ts";
import type { FolderEntry } from "../../protocol/workspace.ts";
import { t } from "../../text/l10n.ts";
import { ToolFailure } from "./tools/tool-failure.ts";

export interface WorkspaceSource {
  tree: WorkspaceTree;
  /** Which files never enter a prompt that the user has not put them into. */
  secrets: SecretFiles;
  /** Of the workspace. */
  folders(): readonly NamedFolder[];
  /** The text of a document that is open, as the user sees it; undefined where it isn't open. */
  openText(uri: string): string | undefined;
  search: TextSearch;
}

/** A file or folder that is there and may be read. */
export interface Found extends Place {
  kind: "file" | "folder";
}

/** `workspace`: all folders of a workspace that has several. */
export type Target = Found | { kind: "workspace" };

export interface Entries {
  shown: FolderEntry[];
  /** How many others the folder has, at most: some of them may not be readable. */
  more: number;
}

/** Names of a folder that are offered in place of one that it doesn't have. */
const MAX_OFFERED = 30;
/** They are looked for as long: what isn't there has to be said soon. */
const NAMESAKES_MS = 3_000;
/** As far as that is looked for a byte that no text has. */
const LOOKED_AT_CHARS = 8_000;

export class WorkspaceReader {
  readonly paths: NamedPaths;
  readonly #source: WorkspaceSource;

  constructor(source: WorkspaceSource) {
    this.#source = source;
    this.paths = new NamedPaths(source.folders());
  }

  /** @throws a `ToolFailure` for what isn't there, is outside, or may not be read */
  async find(written: string): Promise<Target> {
    const meaning = this.#inWorkspace(written);
    if (meaning.kind === "workspace") return meaning;
    const found: Found[] = [];
    for (const place of meaning.places) {
      const kind = await this.#kindOf(place.uri);
      if (kind) found.push({ ...place, kind });
    }
    const [first, second] = found;
    if (!first) throw await this.#missing(meaning.places);
    if (second && !meaning.namesFolder) throw severalFolders(found);
    return { ...(await this.#allowed(first, first.kind)), kind: first.kind };
  }

  /**
   * Where a file is made that needn't be there yet.
   *
   * @throws a `ToolFailure` for what is outside, or may not be read and changed
   */
  async placeOf(written: string): Promise<Place> {
    const meaning = this.#inWorkspace(written);
    if (meaning.kind === "workspace") throw needsFolder(written, this.paths.folders);
    const { places, namesFolder } = meaning;
    const kinds = await Promise.all(places.map(({ uri }) => this.#kindOf(uri)));
    const present = places.filter((_, index) => kinds[index] !== undefined);
    const place = present[0] ?? (await this.#newPlace(places));
    if (!place || (!namesFolder && present.length !== 1)) throw needsFolder(written, this.paths.folders);
    return this.#allowed(place, "file");
  }

  /**
   * The text of a file that was found: what its editor shows, or else what the disk has, without a byte order mark.
   *
   * @throws a `ToolFailure` for a file that is no text, or too large
   */
  async text({ uri, path }: Place): Promise<string> {
    const open = this.#source.openText(uri);
    if (open !== undefined) return open;
    const state = await this.#source.tree.state(uri);
    if (state && state.bytes > MAX_FILE_BYTES)
      throw new ToolFailure(
        `${path} has ${bytes(state.bytes)}: files of more than ${bytes(MAX_FILE_BYTES)} can't be opened.`,
        t("{0} is too large: it has {1}.", path, bytes(state.bytes)),
      );
    const text = await this.#read(uri, path);
    if (text.slice(0, LOOKED_AT_CHARS).includes("\0"))
      throw new ToolFailure(`${path} is a binary file: it has no text.`, t("{0} is a binary file.", path));
    return text.replace(/^\uFEFF/, "");
  }

  /** What may be seen of a folder, in order. Nothing is said of what is ignored, may hold secrets, or is a link. */
  async entries(folder: string, limit: number): Promise<Entries> {
    const all = (await this.#source.tree.list(folder)).toSorted(inOrder);
    const shown: FolderEntry[] = [];
    for (const [index, entry] of all.entries()) {
      if (shown.length === limit) return { shown, more: all.length - index };
      if (await this.#isShown(folder, entry)) shown.push(entry);
    }
    return { shown, more: 0 };
  }

  async isFile({ uri }: Place): Promise<boolean> {
    return (await this.#kindOf(uri)) === "file";
  }

  /** Where the text of what was found is searched: the folders, or the one file. */
  scopeOf(target: Target): { folders: string[]; file?: string } {
    if (target.kind === "file") return { folders: [], file: target.uri };
    return { folders: target.kind === "folder" ? [target.uri] : this.paths.folders.map(({ uri }) => uri) };
  }

  #inWorkspace(written: string): Extract<Meaning, { kind: "workspace" | "places" }> {
    const meaning = this.paths.meaningOf(written);
    if (meaning.kind === "noFolder")
      throw new ToolFailure("No folder is open: there are no files.", t("No folder is open."));
    if (meaning.kind === "outside") throw outside(written);
    return meaning;
  }

  /** The first one whose outermost folder is there; else the last, which has no folder's name to spare. */
  async #newPlace(places: readonly Place[]): Promise<Place | undefined> {
    for (const place of places) {
      const segments = place.inFolder.split("/");
      const top = place.uri
        .split("/")
        .slice(0, 1 - segments.length || undefined)
        .join("/");
      if (segments.length > 1 && (await this.#kindOf(top)) === "folder") return place;
    }
    return places.at(-1);
  }

  async #kindOf(uri: string): Promise<Found["kind"] | undefined> {
    if (this.#source.openText(uri) !== undefined) return "file";
    const state = await this.#source.tree.state(uri);
    return state && (state.isFolder ? "folder" : "file");
  }

  /** The place where it may be read: as its disk spells it, and a folder where the links on its way lead. */
  async #allowed(place: Place, kind: Found["kind"]): Promise<Place> {
    const { path } = place;
    const real = await this.#realPlace(place.uri);
    if (real === "outside")
      throw new ToolFailure(
        `${path} is a link that leads outside the workspace: it can't be used.`,
        t("{0} leads outside the workspace through a link.", path),
      );
    if (isNever(place.inFolder) || isNever(real?.inFolder ?? ""))
      throw new ToolFailure(
        `${path} belongs to version control: it can't be read or changed.`,
        t("{0} belongs to version control, which Ossicle doesn't touch.", path),
      );
    const own = real ? this.#own(real) : place;
    const why = await this.#whyExcluded(place, own, kind);
    if (why !== null)
      throw new ToolFailure(
        `${path} can't be read or changed, because it is ignored or may hold secrets. Do without it, or ask the user to attach it.`,
        why,
      );
    // Disks that don't tell names apart by case have one spelling, which the editor uses as well.
    return kind === "folder" || isSameButCase(own.path, path) ? own : place;
  }

  /** What links lead to, under the URI that it has in the workspace. */
  #own(real: Place): Place {
    const meaning = this.paths.meaningOf(real.path);
    return (meaning.kind === "places" ? meaning.places[0] : undefined) ?? real;
  }

  async #whyExcluded(place: Place, own: Place, kind: Found["kind"]): Promise<string | null> {
    const { secrets } = this.#source;
    if (kind === "file")
      return (await secrets.whyExcluded(place.uri)) ?? (await secrets.whyExcludedByPath(own.uri));
    const areIgnored = await Promise.all([place, own].map(({ uri }) => secrets.isIgnoredFolder(uri)));
    return areIgnored.includes(true) ? t("{0} is ignored.", place.path) : null;
  }

  /** Where a path leads, with the links in it resolved; undefined where that isn't known, as for files elsewhere. */
  async #realPlace(uri: string): Promise<Place | "outside" | undefined> {
    const { tree } = this.#source;
    let real = await tree.realUri(uri);
    // What isn't there yet is made where the folder leads that has it.
    for (let at = uri; real === undefined && this.paths.placeOf(at)?.inFolder; ) {
      at = at.slice(0, at.lastIndexOf("/"));
      const folder = await tree.realUri(at);
      if (folder !== undefined) real = folder.replace(/\/$/, "") + uri.slice(at.length);
    }
    if (real === undefined) return undefined;
    // The workspace itself may have been opened through a link.
    const folders = await Promise.all(
      this.paths.folders.map(async ({ uri, name }) => ({ uri: (await tree.realUri(uri)) ?? uri, name })),
    );
    return new NamedPaths(folders).placeOf(real) ?? "outside";
  }

  async #read(uri: string, path: string): Promise<string> {
    let text: string | null;
    try {
      text = await this.#source.tree.readText(uri);
    } catch (error) {
      const why = messageOf(error);
      throw new ToolFailure(`${path} can't be read: ${why}`, t("{0} can't be read: {1}", path, why));
    }
    if (text !== null) return text;
    throw new ToolFailure(`${path} is no file that can be read.`, t("{0} isn't in the workspace.", path));
  }

  async #isShown(folder: string, { name, kind }: FolderEntry): Promise<boolean> {
    if (isNever(name)) return false;
    const uri = folderUri(folder, [name]);
    const { secrets } = this.#source;
    return kind === "folder"
      ? !(await secrets.isIgnoredFolder(uri))
      : (await secrets.whyExcludedByPath(uri)) === null;
  }

  async #missing(places: readonly Place[]): Promise<ToolFailure> {
    const offers = await Promise.all(places.map((place) => this.#offer(place)));
    const path = places.map((place) => place.path).join(", ");
    const namesakes = await this.#namesakes(places[0]?.inFolder.split("/").at(-1) ?? "");
    if (namesakes.length > 0) offers.push(`Elsewhere there is ${namesakes.join(", ")}.`);
    return new ToolFailure(
      [`There is no ${path} in the workspace.`, ...offers].join(" "),
      t("{0} isn't in the workspace.", path),
    );
  }

  /** Paths of files of this name. */
  async #namesakes(name: string): Promise<string[]> {
    const { folders } = this.scopeOf({ kind: "workspace" });
    const question = { query: `/${name}`, folders, maxLines: 0, inPathsOnly: true };
    try {
      const { paths } = await this.#source.search.findText(question, AbortSignal.timeout(NAMESAKES_MS));
      return paths.flatMap((uri) => {
        const place = this.paths.placeOf(uri);
        return place?.inFolder.endsWith(`/${name}`) ? [place.path] : [];
      });
    } catch {
      // The answer is right without them.
      return [];
    }
  }

  /** What is there in place of a path that isn't. */
  async #offer({ inFolder, uri }: Place): Promise<string> {
    const segments = inFolder.split("/");
    let at = uri.split("/").slice(0, -segments.length).join("/");
    const names: string[] = [];
    for (const segment of segments) {
      const entries = await this.#source.tree.list(at);
      const entry =
        entries.find(({ name }) => name === segment) ??
        entries.find(({ name }) => name.toLowerCase() === segment.toLowerCase());
      if (!entry || !(await this.#isShown(at, entry))) {
        const { shown, more } = await this.entries(at, MAX_OFFERED);
        const offered = shown.map(({ name, kind }) => (kind === "folder" ? `${name}/` : name));
        if (more > 0) offered.push(`${more} more`);
        return offered.length === 0
          ? ""
          : `${this.paths.placeOf(at)?.path ?? "."} has: ${offered.join(", ")}.`;
      }
      names.push(entry.name);
      at = folderUri(at, [entry.name]);
    }
    return `Did you mean ${this.paths.placeOf(at)?.path ?? names.join("/")}?`;
  }
}

function isSameButCase(one: string, other: string): boolean {
  return one.normalize("NFC").toLowerCase() === other.normalize("NFC").toLowerCase();
}

function isNever(path: string): boolean {
  const kind = protectedKind(path);
  return kind !== undefined && PROTECTION[kind] === "never";
}

/** Folders come first, as in an editor. */
const inOrder = (one: FolderEntry, other: FolderEntry) =>
  one.kind === other.kind ? (one.name < other.name ? -1 : 1) : one.kind === "folder" ? -1 : 1;

function outside(path: string): ToolFailure {
  return new ToolFailure(
    `${path} is outside the workspace: it can't be used. Paths are relative to the workspace, such as src/main.ts.`,
    t("{0} is outside the workspace.", path),
  );
}

const severalFolders = (found: readonly Place[]) =>
  new ToolFailure(
    `Several folders of the workspace have it: ${found.map(({ path }) => path).join(", ")}. Write which one.`,
    t("Several folders of the workspace have {0}.", found[0]?.inFolder ?? ""),
  );

const needsFolder = (path: string, folders: readonly NamedFolder[]) =>
  new ToolFailure(
    `${path} doesn't say in which folder of the workspace: begin with ${folders.map(({ name }) => `${name}/`).join(" or ")}.`,
    t("{0} doesn't say which folder of the workspace is meant.", path),
  );
