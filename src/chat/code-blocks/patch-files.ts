/** Which files of the workspace a patch is for, and their texts. */
import { type TextDocument, type Uri, window, workspace } from "vscode";
import type { NamedFilePatch } from "../../../common/patch/apply.ts";
import { applyHunks } from "../../../common/patch/apply-hunks.ts";
import type { FilePatch } from "../../../common/patch/patch.ts";
import { findNamed, isFile, nameOfFile, placeOf } from "../../review/index.ts";
import { t } from "../../text/l10n.ts";
import { pickFile } from "./pick-file.ts";

export interface PatchTarget {
  /** The file that is meant where the patch names none. */
  file: string | undefined;
  /** Files that it may be for then, and where it names one that isn't there. */
  candidates: readonly Uri[];
}

export class PatchFiles {
  readonly #target: PatchTarget;
  /** By what the patch calls the file. */
  readonly #uris = new Map<string, Uri>();
  readonly #texts = new Map<string, string>();
  /** By the URI, as text: what the patch is applied under. */
  readonly #known = new Map<string, Uri>();

  constructor(target: PatchTarget) {
    this.#target = target;
  }

  /**
   * The patch of one file under the URI that it has here.
   *
   * @returns nothing when the user cancels
   * @throws an Error with a sentence for the user, when a path is outside the workspace
   */
  async named(file: FilePatch): Promise<NamedFilePatch | undefined> {
    const name = file.path ?? this.#target.file;
    const uri =
      this.#uris.get(name ?? "") ??
      (file.kind === "create" ? await newPlace(name) : await this.#existing(name, file));
    if (!uri) return undefined;
    this.#uris.set(name ?? "", uri);
    const path = await this.#read(uri);
    if (file.kind !== "update" || file.moveTo === undefined) return { ...file, path };
    return { ...file, path, moveTo: await this.#read(await newPlace(file.moveTo)) };
  }

  /** Of a URI that was read. */
  textOf(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** @throws for a URI that wasn't read */
  uriOf(path: string): Uri {
    const uri = this.#known.get(path);
    if (!uri) throw new Error(`${path} is no file of the patch`);
    return uri;
  }

  nameOf(path: string): string {
    return nameOfFile(this.uriOf(path));
  }

  /** The text of an open document is what it says there, saved or not. */
  async #read(place: Uri): Promise<string> {
    const uri = unsavedAt(place)?.uri ?? place;
    const path = uri.toString();
    if (this.#known.has(path)) return path;
    this.#known.set(path, uri);
    if (uri.scheme === "untitled" || (await isFile(uri)))
      this.#texts.set(path, (await workspace.openTextDocument(uri)).getText());
    return path;
  }

  async #existing(
    name: string | undefined,
    { hunks }: Extract<FilePatch, { hunks: unknown }>,
  ): Promise<Uri | undefined> {
    const { found, place } = name === undefined ? { found: [], place: undefined } : await findNamed(name);
    const [only, ...more] = found;
    if (only && more.length === 0) return only;
    if (place && unsavedAt(place)) return place;
    if (name !== undefined && !only && !(await wantsAnother(name))) return undefined;
    const among = only ? found : this.#target.candidates;
    const fits = await Promise.all(among.map((uri) => this.#fits(uri, hunks)));
    const fitting = among.filter((_, index) => fits[index]);
    const [sure, ...others] = fitting;
    if (sure && others.length === 0 && (only || name === undefined)) return sure;
    const picked = await pickFile(fitting.length > 0 ? fitting : among);
    return picked && "uri" in picked ? picked.uri : undefined;
  }

  async #fits(uri: Uri, hunks: Parameters<typeof applyHunks>[1]): Promise<boolean> {
    try {
      return "text" in applyHunks((await workspace.openTextDocument(uri)).getText(), hunks);
    } catch {
      // The file is gone or isn't text.
      return false;
    }
  }
}

/** Where a new file is made. */
async function newPlace(name: string | undefined): Promise<Uri> {
  const place = name === undefined ? undefined : placeOf(name);
  if (place) return place;
  throw new Error(
    name === undefined
      ? t("The patch makes a file without a name. Nothing was changed.")
      : t("{0} is outside the workspace. Nothing was written.", name),
  );
}

/** A new document that has its place and isn't written yet. */
function unsavedAt({ path }: Uri): TextDocument | undefined {
  return workspace.textDocuments.find(
    ({ uri, isClosed }) => uri.scheme === "untitled" && uri.path === path && !isClosed,
  );
}

async function wantsAnother(name: string): Promise<boolean> {
  const other = t("Choose Another File");
  const message = t("{0} isn't in the workspace.", name);
  return (await window.showInformationMessage(message, { modal: true }, other)) === other;
}
