/** Which files never enter a prompt on their own: those that may hold secrets, and those that are to be ignored. */

import ignore from "ignore";
import { t } from "../text/l10n.ts";
import { mayHoldSecrets } from "./secret-names.ts";
import { folderUri, locate, pathOf } from "./workspace-paths.ts";

/** How the server reads files of the workspace: from the disk, or from the client where the workspace is remote. */
export interface WorkspaceFiles {
  /** The text of a file, or null when there is none that can be read. */
  readText(uri: string, signal?: AbortSignal): Promise<string | null>;
}

export interface SecretFilesOptions {
  files: WorkspaceFiles;
  /** URIs. */
  workspaceFolders: () => string[];
  /** Milliseconds since the epoch. */
  now: () => number;
}

const IGNORE_FILES = [".gitignore", ".ossicleignore"] as const;
/** An ignore file is read again after this time, in case nobody told that it changed. */
const REREAD_AFTER_MS = 10_000;

interface Rules {
  readAt: number;
  /** null when the folder has no such file. */
  rules: Promise<ignore.Ignore | null>;
}

export class SecretFiles {
  readonly #options: SecretFilesOptions;
  /** By the ignore file's URI. */
  readonly #rules = new Map<string, Rules>();

  constructor(options: SecretFilesOptions) {
    this.#options = options;
  }

  /**
   * Why a file must not enter a prompt, in a sentence for the user, or null when it may. A file whose ignore
   * files can't be read is left out.
   */
  async whyExcluded(uri: string): Promise<string | null> {
    const path = pathOf(uri);
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (mayHoldSecrets(path)) return t("{0} may contain secrets, judging by its name.", name);
    const place = locate(uri, this.#options.workspaceFolders());
    if (!place || place.path === "") return null;
    try {
      for (const ignoreFile of IGNORE_FILES) {
        const by = await this.#ignoredBy(ignoreFile, place.folder, place.path);
        if (by !== null) return t("{0} is excluded by {1}.", name, by);
      }
      return null;
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return t("{0} is excluded because the ignore files in its folders couldn't be read: {1}", name, cause);
    }
  }

  /** Whether everything in a folder is left out, so that nobody has to look into it. */
  async isIgnoredFolder(uri: string): Promise<boolean> {
    const place = locate(uri, this.#options.workspaceFolders());
    if (!place || place.path === "") return false;
    try {
      for (const ignoreFile of IGNORE_FILES)
        if ((await this.#ignoredBy(ignoreFile, place.folder, `${place.path}/`)) !== null) return true;
      return false;
    } catch {
      return true;
    }
  }

  /** Forgets what was read of ignore files, because some of them changed. */
  invalidate(): void {
    this.#rules.clear();
  }

  /**
   * The ignore file that names a path, or null. A deeper file can take back what an upper one says about the file,
   * but not what one says about a folder that it is in, as in git. A folder's path ends with a slash.
   */
  async #ignoredBy(ignoreFile: string, folder: string, path: string): Promise<string | null> {
    const parents = path.split("/").slice(0, path.endsWith("/") ? -2 : -1);
    const chain = await Promise.all(
      Array.from({ length: parents.length + 1 }, async (_, depth) => {
        const segments = parents.slice(0, depth);
        return {
          at: segments.map((segment) => `${segment}/`).join(""),
          rules: await this.#read(folderUri(folder, [...segments, ignoreFile])),
        };
      }),
    );
    let ignoredBy: string | null = null;
    for (const { at, rules } of chain) {
      if (!rules) continue;
      const inner = path.slice(at.length);
      const result = rules.test(inner);
      if (result.ignored) {
        ignoredBy = at + ignoreFile;
        const parent = inner.slice(0, inner.lastIndexOf("/", inner.length - 2) + 1);
        if (parent !== "" && rules.test(parent).ignored) return ignoredBy;
      } else if (result.unignored) {
        ignoredBy = null;
      }
    }
    return ignoredBy;
  }

  #read(uri: string): Promise<ignore.Ignore | null> {
    const now = this.#options.now();
    const known = this.#rules.get(uri);
    if (known && now - known.readAt < REREAD_AFTER_MS) return known.rules;
    const rules = this.#options.files
      .readText(uri)
      .then((text) => (text === null ? null : ignore().add(text)));
    this.#rules.set(uri, { readAt: now, rules });
    // What could not be read is read again by the next question.
    rules.catch(() => this.#rules.delete(uri));
    return rules;
  }
}
