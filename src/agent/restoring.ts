/** Brings files back to what they were before the agent changed them. */

import { Uri, workspace } from "vscode";
import { messageOf } from "../../common/errors.ts";
import { changeFiles, type Reviews, type UriChange, withPreview } from "../review/index.ts";
import { t } from "../text/l10n.ts";
import { stateOf } from "./applying.ts";
import type { CheckpointFiles } from "./checkpoints/checkpoint-files.ts";
import { isSame, type Target } from "./checkpoints/record.ts";
import { type FileText, fileText } from "./file-text.ts";
import { removeEmpty } from "./folders.ts";
import type { Ask } from "./questions.ts";

type Choice = "undo" | "leave" | "cancel";

export class Restoring {
  readonly #reviews: Reviews;
  readonly #files: CheckpointFiles;

  constructor(reviews: Reviews, files: CheckpointFiles) {
    this.#reviews = reviews;
    this.#files = files;
  }

  /**
   * @param ask about a file that has changed since the agent changed it
   * @returns those that are now as they were; nothing when the user cancels
   * @throws an Error with a sentence for the user, when a file can't be changed: then none is
   */
  async restore(
    threadId: string,
    targets: readonly Target[],
    ask: Ask,
    signal: AbortSignal,
  ): Promise<Target[] | undefined> {
    const changes: UriChange[] = [];
    const restored: Target[] = [];
    for (const target of targets) {
      const uri = Uri.parse(target.uri, true);
      const now = await fileText(uri);
      const isThere = isSame(stateOf(now), target.to);
      const before = target.to ? await this.#text(threadId, target.to.text, target.path) : undefined;
      // What is gone anyway loses nothing.
      if (now && !isThere && !isSame(stateOf(now), target.expected)) {
        const choice = await this.#decision(uri, target.path, before, ask, signal);
        if (choice === "cancel") return undefined;
        if (choice === "leave") continue;
      }
      restored.push(target);
      if (isThere) continue;
      changes.push(...changeTo(uri, now, before, target.to?.encoding));
    }
    await changeFiles(changes, {
      change: (uri, _before, text) => this.#reviews.takeBack(uri, text),
      takeBack: (uri, before) => this.#reviews.takeBack(uri, before),
    });
    for (const { uri, to, madeFolder } of restored)
      if (to === null && madeFolder !== undefined)
        await removeEmpty(Uri.parse(uri, true), Uri.parse(madeFolder, true));
    return restored;
  }

  async #text(threadId: string, name: string, path: string): Promise<string> {
    try {
      return await this.#files.text(threadId, name);
    } catch (error) {
      const reason = messageOf(error);
      throw new Error(t("The earlier text of {0} can't be read, so nothing was changed: {1}", path, reason), {
        cause: error,
      });
    }
  }

  /** Asks in the thread, beside a diff of what would happen. */
  async #decision(
    uri: Uri,
    path: string,
    before: string | undefined,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<Choice> {
    const question = {
      text: [
        t("{0} has changed since the agent changed it.", path),
        before === undefined
          ? t("Undo deletes it, with these later changes.")
          : t("Undo takes these later changes back as well. The diff shows what the file would become."),
      ].join(" "),
      actions: [
        { id: "undo", label: t("Undo Anyway"), isPrimary: true },
        { id: "leave", label: t("Leave This File"), isPrimary: false },
        { id: "cancel", label: t("Cancel"), isPrimary: false },
      ],
      takesNote: false,
    };
    const document = await workspace.openTextDocument(uri);
    const title = t("{0} (as it was before)", path);
    const reply = await withPreview(document, before ?? "", title, () => ask(question, signal));
    return reply?.actionId === "undo" || reply?.actionId === "leave" ? reply.actionId : "cancel";
  }
}

function changeTo(
  uri: Uri,
  now: FileText | undefined,
  before: string | undefined,
  encoding: string | undefined,
): UriChange[] {
  if (now && before !== undefined) return [{ kind: "changed", uri, before: now.text, text: before }];
  if (now) return [{ kind: "deleted", uri, before: now.text }];
  if (before === undefined) return [];
  return [{ kind: "created", uri, text: before, ...(encoding === undefined ? {} : { encoding }) }];
}
