/** Changes files for the agent: all of a call's changes, or none, after what was there before is kept. */

import { Uri } from "vscode";
import { messageOf } from "../../common/errors.ts";
import { linesOf } from "../../common/text-lines.ts";
import type { AgentProblem, FileChange } from "../../language-server/protocol/agent.ts";
import { changedLines } from "../code/hunks.ts";
import { type AskToChange, changeFiles, type Reviews, type UriChange } from "../review/index.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { type CheckpointFiles, textName } from "./checkpoints/checkpoint-files.ts";
import { type ChangedFile, type FileState, isSame, withChanges } from "./checkpoints/record.ts";
import { type FileText, fileText, plainText } from "./file-text.ts";
import { missingFolder } from "./folders.ts";
import { knownProblems, problemsAfter } from "./problems.ts";

const MAX_SPANS = 5;

/** Whose changes they are. */
export interface ForAnswer {
  threadId: string;
  answerId: string;
}

/** A file of a change, before it and as it is planned to be afterwards. */
interface Planned extends Omit<ChangedFile, "before" | "after"> {
  before: FileText | undefined;
  after: FileState;
}

export class Applying {
  readonly #reviews: Reviews;
  readonly #files: CheckpointFiles;

  constructor(reviews: Reviews, files: CheckpointFiles) {
    this.#reviews = reviews;
    this.#files = files;
  }

  /**
   * @param ask about protected files
   * @returns the problems that the editor then reports
   * @throws an Error with a sentence for the user and the model, when nothing was changed
   */
  async apply(
    changes: readonly FileChange[],
    of: ForAnswer,
    ask: AskToChange,
    signal: AbortSignal,
  ): Promise<AgentProblem[]> {
    const placed = changes.map(atUri);
    const uris = placed.flatMap((each) => (each.kind === "moved" ? [each.uri, each.to] : [each.uri]));
    if (!(await this.#reviews.guard.allowsNow(uris, "byAgent", ask)))
      throw new Refusal(t("The user doesn't want these files to be changed. Nothing was changed."));
    const names = new Map(changes.flatMap(namesIn));
    const planned: Planned[] = [];
    const current: UriChange[] = [];
    for (const each of placed) {
      const found = await seen(each, (uri) => names.get(uri.toString()) ?? uri.path);
      current.push(found.change);
      planned.push(...found.files);
    }
    signal.throwIfAborted();
    await this.#keep(planned, of);
    const known = knownProblems();
    try {
      await changeFiles(current, {
        change: (uri, before, text) =>
          this.#reviews.write(uri, before, text, names.get(uri.toString()) ?? uri.path),
        takeBack: (uri, before) => this.#reviews.takeBack(uri, before),
      });
      for (const { kind, uri } of current)
        if (kind === "created") await this.#reviews.begin(uri, names.get(uri.toString()) ?? uri.path);
    } finally {
      await this.#settle(planned, of);
    }
    const changed = new Map([...names].filter(([uri]) => isThereAfter(uri, current)));
    return problemsAfter(known, changed, signal);
  }

  /** What the files are to become is kept as well: a window that dies meanwhile leaves nothing that can't be undone. */
  async #keep(planned: readonly Planned[], { threadId, answerId }: ForAnswer): Promise<void> {
    try {
      const files: ChangedFile[] = [];
      for (const { before, ...each } of planned) {
        const state = before ? await this.#files.keep(threadId, before.text, before.encoding) : null;
        files.push({ ...each, before: state });
      }
      await this.#files.update(threadId, (record) => withChanges(record, answerId, files));
    } catch (error) {
      const reason = messageOf(error);
      throw new Error(t("What the files were before couldn't be kept, so nothing was changed: {0}", reason), {
        cause: error,
      });
    }
  }

  /** The files may have become something else: VS Code formats what it saves, or nothing was changed. */
  async #settle(planned: readonly Planned[], { threadId, answerId }: ForAnswer): Promise<void> {
    const files: ChangedFile[] = [];
    for (const { before, after, ...each } of planned) {
      const now = stateOf(await fileText(Uri.parse(each.uri, true)));
      if (!isSame(now, after)) files.push({ ...each, before: stateOf(before), after: now });
    }
    if (files.length > 0)
      await this.#files.update(threadId, (record) => withChanges(record, answerId, files));
  }
}

/** The state of a file whose text may not be kept. */
export function stateOf(found: FileText | undefined): FileState {
  return found ? { text: textName(found.text), encoding: found.encoding } : null;
}

function atUri(change: FileChange): UriChange {
  const uri = Uri.parse(change.uri, true);
  return change.kind === "moved"
    ? { ...change, uri, to: Uri.parse(change.to.uri, true) }
    : { ...change, uri };
}

function namesIn(change: FileChange): [string, string][] {
  const files = change.kind === "moved" ? [change, change.to] : [change];
  return files.map(({ uri, path }) => [Uri.parse(uri, true).toString(), path]);
}

/**
 * The change with the text that is there now, which must be the one that it was made for.
 *
 * @throws a `Refusal` where it is another one
 */
async function seen(
  change: UriChange,
  nameOf: (uri: Uri) => string,
): Promise<{ change: UriChange; files: Planned[] }> {
  const { uri } = change;
  const target = change.kind === "moved" ? change.to : change.kind === "created" ? uri : undefined;
  if (target && (await fileText(target)))
    throw new Refusal(t("{0} already exists. Nothing was changed.", nameOf(target)));
  const file = (of: Uri) => ({ uri: of.toString(), path: nameOf(of) });
  const after = (text: string, like: FileText | undefined): FileState => ({
    text: textName(linesOf(text).join(like?.text.includes("\r\n") ? "\r\n" : "\n")),
    encoding: like?.encoding ?? "utf8",
  });
  const made = target ? await missingFolder(target) : undefined;
  const madeFolder = made ? { madeFolder: made.toString() } : {};
  if (change.kind === "created") {
    const planned = { ...file(uri), before: undefined, after: after(change.text, undefined), ...madeFolder };
    return { change, files: [planned] };
  }
  const now = await fileText(uri);
  if (!now) throw new Refusal(t("{0} isn't there any more. Nothing was changed.", nameOf(uri)));
  const since = changedLines(linesOf(plainText(change.before)), linesOf(plainText(now.text)));
  if (since.length > 0)
    throw new Refusal(
      t(
        "{0} has changed since it was read, at lines {1}. Nothing was changed.",
        ...[nameOf(uri), spans(since)],
      ),
    );
  const current = { ...change, before: now.text };
  if (current.kind === "deleted")
    return { change: current, files: [{ ...file(uri), before: now, after: null }] };
  if (current.kind === "changed")
    return { change: current, files: [{ ...file(uri), before: now, after: after(current.text, now) }] };
  // Where only the file is moved, its text stays as it is.
  const isSameText = plainText(current.text) === plainText(now.text);
  const moved = { ...current, text: isSameText ? now.text : current.text };
  return {
    change: moved,
    files: [
      { ...file(uri), before: now, after: null },
      {
        ...file(moved.to),
        before: undefined,
        after: after(moved.text, now),
        movedFrom: uri.toString(),
        ...madeFolder,
      },
    ],
  };
}

function spans(hunks: readonly { current: { start: number; end: number } }[]): string {
  const lines = hunks.map(({ current: { start, end } }) =>
    end - start <= 1 ? `${start + 1}` : `${start + 1}–${end}`,
  );
  return [...lines.slice(0, MAX_SPANS), ...(lines.length > MAX_SPANS ? ["…"] : [])].join(", ");
}

function isThereAfter(uri: string, changes: readonly UriChange[]): boolean {
  const goes = (each: UriChange) => each.kind === "deleted" || each.kind === "moved";
  return !changes.some((each) => goes(each) && each.uri.toString() === uri);
}
