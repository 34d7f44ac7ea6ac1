/** A task's repository on the disk. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import type { Files } from "./task.ts";

/** What tools leave there. */
const NOT_SOURCES = new Set([".git", "node_modules", "__pycache__"]);

export class Repository implements AsyncDisposable {
  /** Its absolute path. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(files: Files): Promise<Repository> {
    const repository = new Repository(await mkdtemp(join(tmpdir(), "task-")));
    await repository.write(files);
    return repository;
  }

  async write(files: Files): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text.replace(/^\n/, ""));
    }
  }

  /** All its files as they are now. */
  async read(): Promise<Map<string, string>> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const texts = new Map<string, string>();
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(this.folder, path).replaceAll(sep, "/");
      if (entry.isFile() && !name.split("/").some((part) => NOT_SOURCES.has(part)))
        texts.set(name, await readFile(path, "utf8"));
    }
    return texts;
  }

  /** Another one with the same files. */
  async copy(): Promise<Repository> {
    const copy = await Repository.create({});
    await cp(this.folder, copy.folder, { recursive: true });
    return copy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
