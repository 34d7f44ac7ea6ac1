import {
  CancellationTokenSource,
  commands,
  ProgressLocation,
  type QuickPickItem,
  Uri,
  window,
  workspace,
} from "vscode";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import { Refusal } from "../../text/refusal.ts";
import { changesIn, openRepositories } from "../../workspace/changes.ts";
import { Exclusion } from "../../workspace/exclusion.ts";
import type { GitRepository } from "../../workspace/git-extension.ts";
import { askOnce } from "../ask-once.ts";
import { commitText } from "./commit-prompt.ts";
import { commitQuestion, commitStyle } from "./commit-style.ts";

/** How many recent commits are read for the repository's style. */
const MAX_COMMITS = 30;
const MAX_TOKENS = 1_500;
/** Context key for `when` clauses: set while a message is being written, and running the command again stops it. */
const RUNNING_KEY = "ossicle.commitMessageRuns";

/** The message that is being written. */
let running: CancellationTokenSource | undefined;

/**
 * Writes a commit message for the staged changes, or for all when none is staged, into the repository's input box. The
 * text in the box is a hint for it, and Undo in the box restores that. The box isn't changed before the message is
 * complete. Running it again meanwhile stops it.
 *
 * @param sourceControl whose button was clicked
 * @throws an Error with a sentence for the user
 */
export async function writeCommitMessage(server: LanguageServer, sourceControl?: unknown): Promise<void> {
  if (running) {
    running.cancel();
    return;
  }
  const cancellation = new CancellationTokenSource();
  running = cancellation;
  void commands.executeCommand("setContext", RUNNING_KEY, true);
  try {
    const repository = await chooseRepository(await openRepositories(), sourceControl, cancellation);
    if (!repository) return;
    await window.withProgress({ location: ProgressLocation.SourceControl }, () =>
      write(server, repository, cancellation),
    );
  } catch (error) {
    // A cut-off answer is no failure after a cancel.
    if (!cancellation.token.isCancellationRequested) throw error;
  } finally {
    running = undefined;
    cancellation.dispose();
    void commands.executeCommand("setContext", RUNNING_KEY, false);
  }
}

async function write(
  server: LanguageServer,
  repository: GitRepository,
  { token }: CancellationTokenSource,
): Promise<void> {
  const { inputBox } = repository;
  const typed = inputBox.value;
  const style = commitStyle(await recentMessages(repository));
  const changes = await changesIn([repository], true, new Exclusion(server), token);
  const question = { text: commitQuestion(style, typed), context: [changes], maxTokens: MAX_TOKENS };
  const answer = await askOnce(server, question, token);
  if (answer === undefined) return;
  const message = commitText(answer, style);
  if (message === undefined) throw new Refusal(t("The model didn't give an answer."));
  if (inputBox.value === typed || (await mayReplace())) inputBox.value = message;
}

/** Asks first when the user has changed the box meanwhile. */
async function mayReplace(): Promise<boolean> {
  const use = t("Use Generated Message");
  const message = t("A commit message is ready. You typed your own, so it wasn't replaced.");
  return (await window.showInformationMessage(message, use)) === use;
}

async function recentMessages(repository: GitRepository): Promise<string[]> {
  try {
    return (await repository.log({ maxEntries: MAX_COMMITS })).map(({ message }) => message);
  } catch {
    // Before the first commit.
    return [];
  }
}

/** The clicked button's repository, the only one, or the user's choice; `undefined` for none. */
async function chooseRepository(
  repositories: readonly GitRepository[],
  sourceControl: unknown,
  { token }: CancellationTokenSource,
): Promise<GitRepository | undefined> {
  const clicked = rootOf(sourceControl)?.toString();
  const [first, ...others] = repositories;
  const named = repositories.find(({ rootUri }) => rootUri.toString() === clicked);
  if (named || others.length === 0) return named ?? first;
  const items = repositories.map((repository): QuickPickItem & { repository: GitRepository } => ({
    label: repository.rootUri.path.split("/").at(-1) ?? "",
    description: workspace.asRelativePath(repository.rootUri),
    repository,
  }));
  const picked = await window.showQuickPick(
    items,
    { placeHolder: t("Which repository should the commit message be for?") },
    token,
  );
  return picked?.repository;
}

/** Of a `SourceControl`, or of the git extension's own repository. */
function rootOf(sourceControl: unknown): Uri | undefined {
  if (typeof sourceControl !== "object" || sourceControl === null || !("rootUri" in sourceControl))
    return undefined;
  return sourceControl.rootUri instanceof Uri ? sourceControl.rootUri : undefined;
}
