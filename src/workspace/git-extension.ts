/** The part of the built-in git extension's API, version 1, that is used here. */
import { extensions, type Uri } from "vscode";

export interface GitChange {
  readonly uri: Uri;
  /** Another one where the file was renamed. */
  readonly originalUri: Uri;
  readonly status: number;
}

export interface GitRepository {
  readonly rootUri: Uri;
  /** Where the user writes the message of the next commit. */
  readonly inputBox: { value: string };
  readonly state: {
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
    /** Where the user wants them apart from the other changes. */
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** Reads the state anew. */
  status(): Promise<void>;
  diffWithHEAD(path: string): Promise<string>;
  diffIndexWithHEAD(path: string): Promise<string>;
  /** The latest commits first. Rejects before the first one. */
  log(options: { maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { readonly repositories: readonly GitRepository[] };
}

/** From the enumeration of the extension. */
export const UNTRACKED = 7;
export const INTENT_TO_ADD = 9;
export const INDEX_ADDED = 1;

/** `undefined` where the git extension is missing or disabled. */
export async function gitRepositories(): Promise<readonly GitRepository[] | undefined> {
  const extension = extensions.getExtension<GitExtension>("vscode.git");
  const git = extension && (await extension.activate());
  return git?.enabled ? git.getAPI(1).repositories : undefined;
}
