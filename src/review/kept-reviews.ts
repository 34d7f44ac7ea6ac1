import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../common/atomic-file.ts";
import { isCode } from "../../common/errors.ts";
import type { KeptReview } from "./review.ts";

const VERSION = 1;

/**
 * Open reviews on the disk, one file each, for a window that is reloaded or dies. A file has the text of a document, so it
 * is there no longer than its review.
 */
export class KeptReviews {
  readonly #folder: string | undefined;
  readonly #log: (line: string) => void;
  /** One after another: what was asked for last is what stays. */
  #work: Promise<void> = Promise.resolve();

  /** @param folder without one nothing is kept */
  constructor(folder: string | undefined, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
  }

  /** What was kept before. A file that can't be read is removed. */
  async all(): Promise<KeptReview[]> {
    const folder = this.#folder;
    if (folder === undefined) return [];
    const names = await readdir(folder).catch((error: unknown) => {
      if (!isCode(error, "ENOENT")) this.#log(`Open reviews can't be read: ${error}`);
      return [];
    });
    const found = await Promise.all(names.map((name) => this.#read(join(folder, name))));
    return found.filter((kept) => kept !== undefined);
  }

  keep(review: KeptReview): void {
    this.#do(review.uri, async (path, folder) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileAtomically(path, JSON.stringify({ version: VERSION, ...review }));
    });
  }

  /** @param uri of the document whose review has ended */
  forget(uri: string): void {
    this.#do(uri, (path) => rm(path, { force: true }));
  }

  /** Everything that was asked for is done. */
  settled(): Promise<void> {
    return this.#work;
  }

  #do(uri: string, work: (path: string, folder: string) => Promise<void>): void {
    const folder = this.#folder;
    if (folder === undefined) return;
    const path = join(folder, `${createHash("sha256").update(uri).digest("hex")}.json`);
    this.#work = this.#work
      .then(() => work(path, folder))
      .catch((error: unknown) => this.#log(`An open review can't be kept: ${error}`));
  }

  async #read(path: string): Promise<KeptReview | undefined> {
    try {
      return parsed(await readFile(path, "utf8"));
    } catch (error) {
      // The reason may quote the text.
      this.#log(`An open review is left out: ${error instanceof Error ? error.name : "unreadable"}`);
      await rm(path, { recursive: true, force: true });
      return undefined;
    }
  }
}

/** Checked by hand: the activation loads no schemas. */
function parsed(text: string): KeptReview {
  const value: unknown = JSON.parse(text);
  const fields = new Map<string, unknown>(Object.entries(value ?? {}));
  if (fields.get("version") !== VERSION) throw new Error("another version");
  const textOf = (name: string) => {
    const field = fields.get(name);
    if (typeof field !== "string") throw new Error(`no ${name}`);
    return field;
  };
  return {
    uri: textOf("uri"),
    title: textOf("title"),
    isProposal: fields.get("isProposal") === true,
    isSaved: fields.get("isSaved") === true,
    isNew: fields.get("isNew") === true,
    before: textOf("before"),
    other: textOf("other"),
    text: textOf("text"),
  };
}
