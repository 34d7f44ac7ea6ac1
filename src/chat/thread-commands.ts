import { window, workspace } from "vscode";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import type { ChatSession } from "./chat-session.ts";
import { threadMarkdown } from "./threads/thread-markdown.ts";
import type { ThreadStore } from "./threads/thread-store.ts";

/** Commands on whole threads. */
export class ThreadCommands {
  readonly #session: ChatSession;
  readonly #store: ThreadStore;

  constructor(session: ChatSession, store: ThreadStore) {
    this.#session = session;
    this.#store = store;
  }

  remove(id: string): Promise<void> {
    return this.#session.threads.remove([id], t("The chat was deleted."));
  }

  /** Deletes all threads of the workspace after the user has confirmed. */
  async clear(): Promise<void> {
    const threads = await this.#store.list();
    const all = t("Delete All");
    const answer = await window.showWarningMessage(
      t("Delete all chats in this workspace?"),
      {
        modal: true,
        detail: t("Number of chats: {0}. You can undo this for one minute.", threads.length),
      },
      all,
    );
    if (answer !== all) return;
    const ids = threads.map(({ id }) => id);
    await this.#session.threads.remove(ids, t("All chats were deleted."));
    await this.#store.removeDamaged();
  }

  /** Opens a thread as an unsaved Markdown document. */
  async export(id = this.#session.thread.id): Promise<void> {
    const { thread: shown } = this.#session;
    const thread = id === shown.id ? shown : await this.#store.load(id);
    if (!thread || thread.messages.length === 0) throw new Refusal(t("The chat is empty."));
    const content = threadMarkdown(thread);
    await window.showTextDocument(await workspace.openTextDocument({ language: "markdown", content }));
  }
}
