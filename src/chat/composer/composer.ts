import type { Disposable } from "vscode";
import type { Question } from "../threads/thread.ts";
import { type Attachment, type Attachments, frozen } from "./attachments.ts";

/** What the user is about to send: a text, its attachments, and the question that it replaces. */
export class Composer implements Disposable {
  readonly attachments: Attachments;
  #draft = "";
  #sending: string | undefined;
  #queued: string | undefined;
  #editing: string | undefined;
  /** What the composer held before the edit of an earlier question began. */
  #aside: { draft: string; attachments: Attachment[] } | undefined;

  constructor(attachments: Attachments) {
    this.attachments = attachments;
  }

  /** What is in the field. */
  get draft(): string {
    return this.#draft;
  }

  set draft(text: string) {
    this.#draft = text;
    this.#changed();
  }

  /** What was sent, while its attachments are read. */
  get sending(): string | undefined {
    return this.#sending;
  }

  set sending(text: string | undefined) {
    this.#sending = text;
    this.#changed();
  }

  /** What was sent while an answer came: it is the next question. */
  get queued(): string | undefined {
    return this.#queued;
  }

  /** Adds to what is sent next. */
  queue(text: string): void {
    this.#queued = joined(this.#queued, text);
    this.#changed();
  }

  /** Takes what was to be sent next out of the queue. */
  takeQueued(): string | undefined {
    const queued = this.#queued;
    this.#queued = undefined;
    this.#changed();
    return queued;
  }

  /** Puts a text back, before what is in the field. */
  giveBack(text: string): void {
    this.draft = joined(text, this.#draft);
  }

  /** The id of the question that is being edited. */
  get editing(): string | undefined {
    return this.#editing;
  }

  /** Starts to edit an earlier question, with its attachments. */
  edit({ id, text, attached }: Question): void {
    const attachments = this.attachments.replace(frozen(attached));
    if (this.#editing === undefined) this.#aside = { draft: this.#draft, attachments };
    this.#editing = id;
    this.draft = text;
  }

  /** Ends the edit and restores what the composer held before. */
  endEdit(): void {
    if (this.#editing === undefined) return;
    this.#editing = undefined;
    this.attachments.replace(this.#aside?.attachments ?? []);
    this.draft = this.#aside?.draft ?? "";
    this.#aside = undefined;
  }

  /** Call after sending a text: removes what it was sent with, or restores what an edit had put aside. */
  sent(text: string): void {
    if (this.#editing === undefined) this.attachments.sent(text);
    else this.endEdit();
  }

  dispose(): void {
    this.attachments.dispose();
  }

  #changed(): void {
    this.attachments.text = [this.#sending, this.#queued, this.#draft].join("\n");
  }
}

function joined(first: string | undefined, second: string): string {
  return [first, second].filter((text) => text?.trim()).join("\n\n");
}
