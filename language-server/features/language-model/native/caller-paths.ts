/** Paths as the model writes them, relative to the workspace, and as the tools of VS Code's chat take them: absolute. */
import { fileURLToPath } from "node:url";
import { NamedPaths, type Place } from "../../../context/named-paths.ts";
import { pathOf, resolveUri, schemeOf } from "../../../context/workspace-paths.ts";
import type { WorkspaceSource } from "../../agent/workspace-reader.ts";

export class CallerPaths {
  readonly #source: WorkspaceSource;
  readonly #paths: NamedPaths;

  constructor(source: WorkspaceSource) {
    this.#source = source;
    this.#paths = new NamedPaths(source.folders());
  }

  /** The first folder of the workspace, where commands run unless another one is named; "" without a folder. */
  get root(): string {
    const [root] = this.#paths.folders;
    return root === undefined ? "" : diskPath(root.uri);
  }

  /** Names of the workspace's folders. */
  get folders(): string[] {
    return this.#paths.folders.map(({ name }) => name);
  }

  /** As the caller's tools take it; undefined for all folders of a workspace that has several. */
  async absolute(written: string): Promise<string | undefined> {
    if (isOther(written)) return written;
    const meaning = this.#paths.meaningOf(written);
    if (meaning.kind === "workspace") return undefined;
    if (meaning.kind === "places") return diskPath((await this.#likeliest(meaning.places)).uri);
    const [root] = this.#paths.folders;
    // The caller decides about what is outside.
    return root === undefined || isAbsolute(written) ? written : diskPath(resolveUri(root.uri, written));
  }

  /** As the model sees it: "" for the workspace. What is outside stays as it is. */
  relative(path: string): string {
    if (!isAbsolute(path)) return path;
    const meaning = this.#paths.meaningOf(path);
    const found = meaning.kind === "places" ? meaning.places[0]?.path : undefined;
    return found === "." ? "" : (found ?? path);
  }

  /** A text of the caller's with the workspace's paths as the model sees them. */
  shortened(text: string): string {
    const several = this.#paths.folders.length > 1;
    return this.#paths.folders
      .map(({ uri, name }) => ({ root: withSeparator(diskPath(uri)), name }))
      .filter(({ root }) => root.length >= MIN_ROOT_CHARS)
      .toSorted((one, other) => other.root.length - one.root.length)
      .reduce((left, { root, name }) => left.replace(atStart(root), () => (several ? `${name}/` : "")), text);
  }

  /**
   * A pattern for what is meant and, of a folder, all that is in it; undefined for the whole workspace. It is absolute:
   * VS Code looks for a relative one in every folder.
   */
  async pattern(written: string): Promise<string | undefined> {
    const meaning = this.#paths.meaningOf(written);
    if (meaning.kind === "workspace") return undefined;
    if (meaning.kind !== "places") return written;
    const { uri, path } = await this.#likeliest(meaning.places);
    if (path === ".") return undefined;
    const kind = await this.#kindOf(uri);
    // What isn't there is a pattern by itself, or finds nothing.
    if (kind === undefined && GLOB.test(path)) return path;
    const pattern = diskPath(uri).replaceAll(new RegExp(GLOB, "g"), "?");
    return kind === "file" ? pattern : `${pattern}/**`;
  }

  /** What a pattern of `pattern` was made of, but for the signs of globs. */
  patterned(pattern: string): string {
    return this.relative(pattern.replace(/\/\*\*$/, ""));
  }

  /** What is there; else where it would be made. */
  async #likeliest(places: readonly Place[]): Promise<Place> {
    const [first, ...others] = places;
    if (first === undefined) throw new Error("A path means a place.");
    if (others.length === 0) return first;
    for (const place of places) if (await this.#kindOf(place.uri)) return place;
    return first;
  }

  async #kindOf(uri: string): Promise<"file" | "folder" | undefined> {
    if (this.#source.openText(uri) !== undefined) return "file";
    const state = await this.#source.tree.state(uri);
    return state && (state.isFolder ? "folder" : "file");
  }
}

/**
 * As VS Code's tools take it: they run where the workspace is, also where Ossicle is on another machine. What isn't on a
 * disk by its URI.
 */
export function diskPath(uri: string): string {
  switch (schemeOf(uri)) {
    case "file":
      return fileURLToPath(uri);
    case "vscode-remote":
      return pathOf(uri).replace(/^\/([A-Za-z]:)/, "$1");
    default:
      return uri;
  }
}

/** Whether it is a path of a disk, as `diskPath` gives it. */
export const isOnDisk = (path: string) => !/^[a-z][\w+.-]+:\/\//i.test(path);

/** VS Code has URIs of its own for what is in no workspace, such as `untitled:Untitled-1`. */
const isOther = (path: string) => /^[a-z][\w+-]+:(?!\/\/|\d)\S/i.test(path);

const isAbsolute = (path: string) => /^(?:[/\\]|[A-Za-z]:[/\\]|[a-z][\w+.-]+:\S)/i.test(path);

/** A shorter one, such as that of a disk, is in too much. */
const MIN_ROOT_CHARS = 4;

/** A path that begins with the root, and no part of a longer one. */
const atStart = (root: string) =>
  new RegExp(`(?<![\\w./\\\\-])${root.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}`, "g");

const withSeparator = (path: string) =>
  /[/\\]$/.test(path) ? path : path + (/^[A-Za-z]:\\|^\\\\/.test(path) ? "\\" : "/");

/** Signs of a glob. VS Code knows no way to write them as themselves; any other sign would do in their place. */
const GLOB = /[[\]*?{}]/;
