import { type CancellationToken, type Uri, workspace } from "vscode";
import type { ContextItem } from "../../language-server/protocol/context.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { changesText, type FileChange, handWrittenFirst } from "./change-text.ts";
import type { Exclusion } from "./exclusion.ts";
import { readFileText } from "./file-text.ts";
import {
  type GitRepository,
  gitRepositories,
  INDEX_ADDED,
  INTENT_TO_ADD,
  UNTRACKED,
} from "./git-extension.ts";
import { newFileDiff } from "./new-file-diff.ts";

/** Each takes a process of git. */
const MAX_FILES = 100;

interface Change {
  repository: GitRepository;
  uri: Uri;
  /** The same file before it was renamed: what was secret there still is. */
  originalUri: Uri;
  isNew: boolean;
}

/**
 * The changes since the last commit, as git shows them: all, or those that are staged. Where nothing is staged, all.
 * Files that may hold secrets are left out.
 *
 * @throws an Error with a sentence for the user, when there are none
 */
export async function readChanges(
  stagedOnly: boolean,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<ContextItem> {
  return changesIn(await openRepositories(), stagedOnly, exclusion, token);
}

/** @throws an Error with a sentence for the user, when there are none */
export async function openRepositories(): Promise<readonly GitRepository[]> {
  const repositories = await gitRepositories();
  if (!repositories)
    throw new Refusal(
      t("VS Code's Git extension is disabled, so changes can't be read. Enable it, then try again."),
    );
  if (repositories.length === 0) throw new Refusal(t("There is no Git repository in this workspace."));
  return repositories;
}

/** As `readChanges`, of these repositories. */
export async function changesIn(
  repositories: readonly GitRepository[],
  stagedOnly: boolean,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<ContextItem> {
  for (const repository of repositories) await repository.status();
  const staged = repositories.flatMap(stagedChanges);
  const isStaged = stagedOnly && staged.length > 0;
  const changes = isStaged ? staged : repositories.flatMap(allChanges);
  if (changes.length === 0) throw new Refusal(t("No changes since the last commit."));
  const origins = await exclusion.reasons(
    changes.map(({ originalUri }) => originalUri),
    token,
  );
  const named = await exclusion.allowed(
    changes.filter((_, index) => origins[index] === null),
    token,
  );
  const allowed = handWrittenFirst(named, ({ uri }) => workspace.asRelativePath(uri));
  if (allowed.length === 0)
    throw new Refusal(t("The changed files may contain secrets or are ignored, so none were attached."));
  const shown: FileChange[] = [];
  for (const [index, change] of allowed.entries()) {
    const isRead = index < MAX_FILES && !token.isCancellationRequested;
    const diff = isRead ? await diffOf(change, isStaged) : "";
    shown.push({ path: workspace.asRelativePath(change.uri), diff });
  }
  return {
    kind: "changes",
    title: isStaged ? t("Staged changes") : t("Changes"),
    // What may hold secrets isn't named either.
    text: changesText(shown, changes.length - allowed.length),
  };
}

function stagedChanges(repository: GitRepository): Change[] {
  return repository.state.indexChanges.map(({ uri, originalUri, status }) => ({
    repository,
    uri,
    originalUri,
    isNew: status === INDEX_ADDED,
  }));
}

function allChanges(repository: GitRepository): Change[] {
  const { indexChanges, workingTreeChanges, mergeChanges, untrackedChanges = [] } = repository.state;
  const changes = new Map<string, Change>();
  for (const { uri, originalUri, status } of [
    ...mergeChanges,
    ...indexChanges,
    ...workingTreeChanges,
    ...untrackedChanges,
  ]) {
    const isNew = status === UNTRACKED || status === INTENT_TO_ADD;
    const key = uri.toString();
    if (!changes.has(key)) changes.set(key, { repository, uri, originalUri, isNew });
  }
  return [...changes.values()];
}

/** "" where there is nothing to show, as of a binary file. */
async function diffOf({ repository, uri, isNew }: Change, isStaged: boolean): Promise<string> {
  const path = uri.fsPath;
  try {
    const diff = await (isStaged ? repository.diffIndexWithHEAD(path) : repository.diffWithHEAD(path));
    if (diff !== "" || !isNew) return diff;
  } catch (error) {
    // Before the first commit there is nothing to compare with.
    if (!isNew) throw error;
  }
  try {
    return newFileDiff(workspace.asRelativePath(uri), await readFileText(uri));
  } catch {
    return "";
  }
}
