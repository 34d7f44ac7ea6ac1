/** What the ignore files of a workspace leave out: those of git, as git reads them, and Ossicle's own. */

import { FreshAnswers } from "../fresh-answers.ts";
import type { WorkspaceFiles } from "../workspace-files.ts";
import { folderUri, locate, parentUri, pathOf, schemeOf } from "../workspace-paths.ts";
import { IgnorePatterns } from "./patterns.ts";
import { type GitHome, type Repository, repositoryAt } from "./repository.ts";

export interface IgnoreRulesOptions {
  files: WorkspaceFiles;
  /** Where the user's own ignore files are; without it they don't count. */
  gitHome?: GitHome;
  /** Milliseconds since the epoch. */
  now: () => number;
}

const GIT_IGNORE = ".gitignore";
const OSSICLE_IGNORE = ".ossicleignore";

/** An ignore file. */
interface Source {
  patterns: IgnorePatterns;
  /** Paths that it is asked about are relative to this folder, a path with a slash at its end. */
  base: string;
  /** For the user. */
  name: string;
}

/** Which ignore files are asked: Ossicle's own, or git's as well. */
export type IgnoreFiles = "all" | "own";

/** What counts in one folder. */
interface FolderRules {
  /** The ignore file that leaves out the whole folder, and the one of Ossicle's own that does. */
  ignoredBy: Record<IgnoreFiles, string | null>;
  /** Those that count more come first. */
  git: readonly Source[];
  own: readonly Source[];
  ignoreCase: boolean;
}

/** A repository that reaches into the workspace from above. */
interface Above {
  sources: readonly Source[];
  ignoreCase: boolean;
}

export class IgnoreRules {
  readonly #options: IgnoreRulesOptions;
  /** By the folder's URI. */
  readonly #folders: FreshAnswers<FolderRules>;

  constructor(options: IgnoreRulesOptions) {
    this.#options = options;
    this.#folders = new FreshAnswers(options.now);
  }

  /**
   * The ignore file that leaves out a file in a workspace folder, by a name for the user, or null.
   *
   * @throws when one of the ignore files is there and can't be read
   */
  async ignoring(uri: string, workspaceFolder: string, of: IgnoreFiles = "all"): Promise<string | null> {
    const folder = parentUri(uri);
    if (folder === undefined) return null;
    const rules = await this.#rulesOf(folder, workspaceFolder);
    return rules.ignoredBy[of] ?? ignoredBy(rules, pathOf(uri), false)[of];
  }

  /** The same for a folder with everything in it. */
  async ignoringFolder(uri: string, workspaceFolder: string): Promise<string | null> {
    return (await this.#rulesOf(uri, workspaceFolder)).ignoredBy.all;
  }

  /** Forgets what was read, because something of it changed. */
  invalidate(): void {
    this.#folders.clear();
  }

  #rulesOf(folder: string, workspaceFolder: string): Promise<FolderRules> {
    return this.#folders.get(folder, () => this.#read(folder, workspaceFolder));
  }

  async #read(folder: string, workspaceFolder: string): Promise<FolderRules> {
    const parent = locate(folder, [workspaceFolder])?.path ? parentUri(folder) : undefined;
    if (parent === undefined) return this.#readTop(workspaceFolder);
    const above = await this.#rulesOf(parent, workspaceFolder);
    const by = above.ignoredBy.all === null ? ignoredBy(above, pathOf(folder), true) : above.ignoredBy;
    if (by.all !== null) {
      // What git ignores is not read for git's sake any further. Ossicle's own files may still say something of it.
      const own = by.own ?? saysIgnored(above.own, pathOf(folder), true);
      return { ...above, ignoredBy: { all: by.all, own } };
    }
    const repository = await this.#repositoryAt(folder);
    const inherited = repository
      ? { sources: await this.#excludes(repository, folder), ignoreCase: repository.ignoreCase }
      : { sources: above.git, ignoreCase: above.ignoreCase };
    return this.#withOwnFiles(folder, workspaceFolder, inherited, above.own);
  }

  async #readTop(workspaceFolder: string): Promise<FolderRules> {
    const own = await this.#repositoryAt(workspaceFolder);
    const inherited = own
      ? { sources: await this.#excludes(own, workspaceFolder), ignoreCase: own.ignoreCase }
      : await this.#above(workspaceFolder);
    return this.#withOwnFiles(workspaceFolder, workspaceFolder, inherited, []);
  }

  async #withOwnFiles(
    folder: string,
    workspaceFolder: string,
    { sources, ignoreCase }: Above,
    above: readonly Source[],
  ): Promise<FolderRules> {
    const inWorkspace = locate(folder, [workspaceFolder])?.path ?? "";
    const shown = inWorkspace === "" ? "" : `${inWorkspace}/`;
    const [git, own] = await Promise.all([
      this.#source(folderUri(folder, [GIT_IGNORE]), folder, shown + GIT_IGNORE, ignoreCase),
      this.#source(folderUri(folder, [OSSICLE_IGNORE]), folder, shown + OSSICLE_IGNORE, true),
    ]);
    return {
      ignoredBy: { all: null, own: null },
      git: [...git, ...sources],
      own: [...own, ...above],
      ignoreCase,
    };
  }

  /**
   * What a repository says whose root is above the workspace folder. Nothing where it ignores the folder as a
   * whole: then what is in it is none of that repository's.
   */
  async #above(workspaceFolder: string): Promise<Above> {
    const none: Above = { sources: [], ignoreCase: true };
    // What lies above is in reach on the disk alone.
    if (schemeOf(workspaceFolder) !== "file") return none;
    const folders: string[] = [];
    for (let at = parentUri(workspaceFolder); at !== undefined; at = parentUri(at)) {
      folders.unshift(at);
      const repository = await this.#repositoryAt(at);
      if (!repository) continue;
      const { ignoreCase } = repository;
      let sources = await this.#excludes(repository, at);
      for (const [index, folder] of folders.entries()) {
        if (index > 0 && saysIgnored(sources, pathOf(folder), true) !== null) return none;
        const shown = "../".repeat(folders.length - index) + GIT_IGNORE;
        sources = [
          ...(await this.#source(folderUri(folder, [GIT_IGNORE]), folder, shown, ignoreCase)),
          ...sources,
        ];
      }
      return saysIgnored(sources, pathOf(workspaceFolder), true) === null ? { sources, ignoreCase } : none;
    }
    return none;
  }

  #repositoryAt(folder: string): Promise<Repository | undefined> {
    return repositoryAt(folder.replace(/\/$/, ""), this.#options.files, this.#options.gitHome);
  }

  async #excludes({ excludes, ignoreCase }: Repository, root: string): Promise<Source[]> {
    const sources = await Promise.all(
      excludes.map((uri) => this.#source(uri, root, this.#shownExclude(uri), ignoreCase)),
    );
    return sources.flat();
  }

  #shownExclude(uri: string): string {
    if (uri.endsWith("/info/exclude")) return ".git/info/exclude";
    const home = this.#options.gitHome && pathOf(this.#options.gitHome.home);
    const path = pathOf(uri);
    return home !== undefined && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  }

  /** None when there is no such file. */
  async #source(uri: string, folder: string, name: string, ignoreCase: boolean): Promise<Source[]> {
    const text = await this.#options.files.readText(uri);
    if (text === null) return [];
    const path = pathOf(folder);
    return [
      {
        patterns: new IgnorePatterns(text, ignoreCase),
        base: path.endsWith("/") ? path : `${path}/`,
        name,
      },
    ];
  }
}

function ignoredBy(
  { git, own }: FolderRules,
  path: string,
  isFolder: boolean,
): Record<IgnoreFiles, string | null> {
  const byOwn = saysIgnored(own, path, isFolder);
  return { all: saysIgnored(git, path, isFolder) ?? byOwn, own: byOwn };
}

/** The first of them that says anything of a path, where it says that it is ignored. */
function saysIgnored(sources: readonly Source[], path: string, isFolder: boolean): string | null {
  for (const { patterns, base, name } of sources) {
    const verdict = patterns.verdict(path.slice(base.length), isFolder);
    if (verdict !== undefined) return verdict === "ignored" ? name : null;
  }
  return null;
}
