import type { Disposable } from "vscode";
import type { Question } from "../threads/thread.ts";
import { type Attachment, type Attachments, frozen } from "./attachments.ts";

/** What the user is about to send: a text, its attachments, and the question that it replaces. */
export class Composer implements Disposable {
  readonly attachments: Attachments;
  draft = "";
  #editing: string | undefined;
  /** What the composer held before the edit of an earlier question began. */
  #aside: { draft: string; attachments: Attachment[] } | undefined;

  constructor(attachments: Attachments) {
    this.attachments = attachments;
  }

  /** The id of the question that is being edited. */
  get editing(): string | undefined {
    return this.#editing;
  }

  /** Starts to edit an earlier question, with its attachments. */
  edit({ id, text, attached }: Question): void {
    const attachments = this.attachments.replace(frozen(attached));
    if (this.#editing === undefined) this.#aside = { draft: this.draft, attachments };
    this.#editing = id;
    this.draft = text;
  }

  /** Ends the edit and restores what the composer held before. */
  endEdit(): void {
    if (this.#editing === undefined) return;
    this.#editing = undefined;
    this.draft = this.#aside?.draft ?? "";
    this.attachments.replace(this.#aside?.attachments ?? []);
    this.#aside = undefined;
  }

  /** Call after sending: clears the composer, or restores what an edit had put aside. */
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
