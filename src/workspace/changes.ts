import { type CancellationToken, type Uri, workspace } from "vscode";
import type { ContextItem } from "../../language-server/protocol/context.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
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
/** The context is smaller. */
const MAX_CHARS = 400_000;

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
  const allowed = await exclusion.allowed(
    changes.filter((_, index) => origins[index] === null),
    token,
  );
  const parts: string[] = [];
  let left = MAX_CHARS;
  for (const change of allowed.slice(0, MAX_FILES)) {
    if (token.isCancellationRequested) break;
    const diff = left > 0 ? await diffOf(change, isStaged) : "";
    left -= diff.length;
    parts.push(diff === "" ? `changed: ${workspace.asRelativePath(change.uri)}` : diff.trimEnd());
  }
  if (parts.length === 0)
    throw new Refusal(t("The changed files may contain secrets or are ignored, so none were attached."));
  const leftOut = changes.length - parts.length;
  if (leftOut > 0) parts.push(`(${leftOut} more changed files are not shown.)`);
  return {
    kind: "changes",
    title: isStaged ? t("Staged changes") : t("Changes"),
    text: parts.join("\n"),
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
