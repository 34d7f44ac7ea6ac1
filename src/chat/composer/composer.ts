import type { Disposable } from "vscode";
import type { Question } from "../threads/thread.ts";
import { type Attachment, type Attachments, frozen } from "./attachments.ts";

/** What the user is about to send: a text, what is attached to it, and the message that it shall replace. */
export class Composer implements Disposable {
  readonly attachments: Attachments;
  draft = "";
  #editing: string | undefined;
  /** What was there before an earlier message came in to be edited. */
  #aside: { draft: string; attachments: Attachment[] } | undefined;

  constructor(attachments: Attachments) {
    this.attachments = attachments;
  }

  /** The id of the question that is edited. */
  get editing(): string | undefined {
    return this.#editing;
  }

  /** Takes an earlier question in, with what it had attached. */
  edit({ id, text, attached }: Question): void {
    const attachments = this.attachments.replace(frozen(attached));
    if (this.#editing === undefined) this.#aside = { draft: this.draft, attachments };
    this.#editing = id;
    this.draft = text;
  }

  /** Ends the edit, and brings back what was there before. */
  endEdit(): void {
    if (this.#editing === undefined) return;
    this.#editing = undefined;
    this.draft = this.#aside?.draft ?? "";
    this.attachments.replace(this.#aside?.attachments ?? []);
    this.#aside = undefined;
  }

  /** It was sent. What an edit had put aside comes back. */
  sent(): void {
    if (this.#editing === undefined) {
      this.draft = "";
      this.attachments.replace([]);
    } else {
      this.endEdit();
    }
  }

  dispose(): void {
    this.attachments.dispose();
  }
}
