/** What a patch makes of the workspace's files: it is checked whole, with every place of it. Nothing is changed. */
import { applyPatch, type NamedFilePatch } from "../../../../common/patch/apply.ts";
import { parsePatch } from "../../../../common/patch/parse.ts";
import type { FilePatch, FileChange as PatchedFile } from "../../../../common/patch/patch.ts";
import type { FileChange } from "../../../protocol/agent.ts";
import { t } from "../../../text/l10n.ts";
import type { WorkspaceReader } from "../workspace-reader.ts";
import { refusalText } from "./patch-refusal.ts";
import { ToolFailure } from "./tool-failure.ts";

/** The patch can't be read, or doesn't fit what its files have. */
export class PatchRefused extends ToolFailure {}

/**
 * @param seen what the model has read, by URI
 * @throws a `PatchRefused`, or another `ToolFailure` where a path means no file that may be changed
 */
export async function changesOf(
  written: string,
  reader: WorkspaceReader,
  seen: ReadonlyMap<string, string>,
): Promise<FileChange[]> {
  const patch = parsePatch(written, "");
  if (!patch) throw unreadable();
  const files = new PatchedFiles(reader);
  const named: NamedFilePatch[] = [];
  // A patch whose end is missing may be cut in the middle of a path.
  for (const file of patch.fault ? [] : patch.files) named.push(await files.named(file));
  const outcome = applyPatch({ ...patch, files: named }, (uri) => files.texts.get(uri));
  if ("changes" in outcome) return outcome.changes.map((change) => files.changeOf(change));
  const texts = {
    nameOf: (uri: string) => files.pathOf(uri),
    textOf: (uri: string) => files.texts.get(uri),
    seenText: (uri: string) => seen.get(uri),
  };
  throw new PatchRefused(
    refusalText(outcome.refusal, named, texts),
    t("The patch doesn't fit, and nothing was changed."),
  );
}

const unreadable = () =>
  new PatchRefused(
    "This is no patch that can be read. It begins with *** Begin Patch, has a line such as *** Update File: src/main.ts for each file, and ends with *** End Patch.",
    t("The patch can't be read, and nothing was changed."),
  );

/** The files that a patch names, under their URIs. */
class PatchedFiles {
  readonly #reader: WorkspaceReader;
  readonly #paths = new Map<string, string>();
  /** Texts of those that are there. */
  readonly texts = new Map<string, string>();

  constructor(reader: WorkspaceReader) {
    this.#reader = reader;
  }

  /** @throws a `ToolFailure` where a path means no file that may be changed */
  async named(file: FilePatch): Promise<NamedFilePatch> {
    const { path } = file;
    if (path === undefined)
      throw new ToolFailure(
        "The patch doesn't name its file: write *** Update File: with the path before the changes.",
        t("The patch names no file, and nothing was changed."),
      );
    const uri = file.kind === "create" ? await this.#placeOf(path) : await this.#existing(path);
    if (file.kind !== "update" || file.moveTo === undefined) return { ...file, path: uri };
    return { ...file, path: uri, moveTo: await this.#placeOf(file.moveTo) };
  }

  pathOf(uri: string): string {
    return this.#paths.get(uri) ?? uri;
  }

  changeOf(change: PatchedFile): FileChange {
    const file = this.#file(change.path);
    switch (change.kind) {
      case "created":
        return { kind: "created", ...file, text: change.text };
      case "changed":
        return { kind: "changed", ...file, before: change.before, text: change.text };
      case "deleted":
        return { kind: "deleted", ...file, before: change.before };
      case "moved":
        return {
          kind: "moved",
          ...file,
          to: this.#file(change.to),
          before: change.before,
          text: change.text,
        };
    }
  }

  #file(uri: string): { path: string; uri: string } {
    return { path: this.pathOf(uri), uri };
  }

  /** Of a file that needn't be there. */
  async #placeOf(path: string): Promise<string> {
    const place = await this.#reader.placeOf(path);
    this.#paths.set(place.uri, place.path);
    const isThere = await this.#reader.isFile(place);
    if (isThere && !this.texts.has(place.uri)) this.texts.set(place.uri, await this.#reader.text(place));
    return place.uri;
  }

  async #existing(path: string): Promise<string> {
    // What comes earlier in the patch may make it.
    const known = await this.#reader.placeOf(path).catch(() => undefined);
    if (known && this.#paths.has(known.uri)) return known.uri;
    const file = await this.#reader.find(path);
    if (file.kind !== "file")
      throw new ToolFailure(`${path} is a folder: a patch changes files.`, t("{0} is a folder.", path));
    this.#paths.set(file.uri, file.path);
    const text = await this.#reader.text(file);
    if (text.includes("\uFFFD"))
      throw new ToolFailure(
        `${file.path} isn't UTF-8 text: changing it would destroy characters.`,
        t("{0} isn't UTF-8 text.", file.path),
      );
    this.texts.set(file.uri, text);
    return file.uri;
  }
}
