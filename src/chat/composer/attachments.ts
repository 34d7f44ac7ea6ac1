import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  type CancellationToken,
  CancellationTokenSource,
  type Disposable,
  EventEmitter,
  FileType,
  Uri,
  workspace,
} from "vscode";
import type { ContextItem, FittedItem } from "../../../language-server/protocol/context.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import type { ContextSources } from "../context/sources.ts";
import { itemChip } from "../view/chips.ts";
import type { Chip, ContextRef } from "../view/messages.ts";

/** Something attached to the next question: read again when it is sent, or frozen from an earlier question. */
export type Attachment =
  | { kind: "ref"; chip: Chip; ref: ContextRef; items: FittedItem[] }
  | { kind: "frozen"; chip: Chip; items: FittedItem[] };

/** What the composer has attached. */
export class Attachments implements Disposable {
  readonly #sources: ContextSources;
  readonly #server: LanguageServer;
  readonly #changed = new EventEmitter<void>();
  readonly #reading = new Map<string, CancellationTokenSource>();
  #attachments: Attachment[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(sources: ContextSources, server: LanguageServer) {
    this.#sources = sources;
    this.#server = server;
  }

  get chips(): Chip[] {
    return this.#attachments.map(({ chip }) => chip);
  }

  /** The contents read so far, for the context meter. */
  get items(): ContextItem[] {
    return this.#attachments.flatMap(({ items }) => items.map(({ item }) => item));
  }

  get isEmpty(): boolean {
    return this.#attachments.length === 0;
  }

  /** Attaches something, unless it is attached already, and reads it once to show its size. */
  add(ref: ContextRef): void {
    if (this.#attachments.some((each) => each.kind === "ref" && isDeepStrictEqual(each.ref, ref))) return;
    const id = randomUUID();
    this.#attachments = [
      ...this.#attachments,
      { kind: "ref", chip: { id, ...this.#sources.describe(ref) }, ref, items: [] },
    ];
    this.#changed.fire();
    // What a search of the codebase finds depends on the question.
    if (ref.kind !== "codebase") void this.#readSize(id, ref);
  }

  /** Attaches files and folders. @throws where one doesn't exist. */
  async addUris(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      const { type } = await workspace.fs.stat(Uri.parse(uri, true));
      this.add({ kind: type & FileType.Directory ? "folder" : "file", uri });
    }
  }

  remove(id: string): void {
    this.#reading.get(id)?.cancel();
    this.#attachments = this.#attachments.filter(({ chip }) => chip.id !== id);
    this.#changed.fire();
  }

  /** Replaces all attachments and returns the earlier ones. */
  replace(attachments: Attachment[]): Attachment[] {
    for (const reading of this.#reading.values()) reading.cancel();
    const before = this.#attachments;
    this.#attachments = attachments;
    this.#changed.fire();
    return before;
  }

  /**
   * Reads all attachments as they are now, cut to the size that one question may have.
   *
   * @throws an Error with a sentence for the user, when one can't be read; its chip says so too.
   */
  async read(question: string, token: CancellationToken): Promise<FittedItem[]> {
    const items: ContextItem[] = [];
    for (const attachment of this.#attachments) {
      try {
        if (attachment.kind === "frozen") items.push(...attachment.items.map(({ item }) => item));
        else items.push(...(await this.#sources.read(attachment.ref, question, token)));
      } catch (error) {
        this.#warn(attachment.chip.id, error);
        throw error;
      }
    }
    return items.length === 0 ? [] : this.#server.runningClient.fitContext(items, token);
  }

  dispose(): void {
    for (const reading of this.#reading.values()) reading.cancel();
    this.#changed.dispose();
  }

  async #readSize(id: string, ref: ContextRef): Promise<void> {
    const cancellation = new CancellationTokenSource();
    this.#reading.set(id, cancellation);
    const { token } = cancellation;
    try {
      const items = await this.#sources.read(ref, "", token);
      const fitted = (await this.#server.client?.fitContext(items, token)) ?? [];
      const warning = await this.#sources.warning(ref, token);
      if (!token.isCancellationRequested) this.#showSize(id, fitted, warning);
    } catch (error) {
      if (!token.isCancellationRequested) this.#warn(id, error);
    } finally {
      this.#reading.delete(id);
      cancellation.dispose();
    }
  }

  #showSize(id: string, items: FittedItem[], warning: string | undefined): void {
    const tokens = items.reduce((sum, each) => sum + each.tokens, 0);
    const cut = items.find((each) => each.cut !== undefined);
    this.#change(id, ({ chip, ...attachment }) => {
      const detail = [cut ? itemChip(id, cut).detail : chip.detail, warning].filter(Boolean);
      return {
        ...attachment,
        items,
        chip: {
          ...chip,
          detail: detail.join("\n"),
          ...(items.length > 0 ? { tokens } : {}),
          ...(cut || warning ? { warning: true } : {}),
        },
      };
    });
  }

  #warn(id: string, error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.#change(id, ({ chip, ...attachment }) => ({
      ...attachment,
      chip: { ...chip, warning: true, detail },
    }));
  }

  #change(id: string, change: (attachment: Attachment) => Attachment): void {
    this.#attachments = this.#attachments.map((each) => (each.chip.id === id ? change(each) : each));
    this.#changed.fire();
  }
}

/** The attachments of an earlier question, to be sent again unchanged. */
export function frozen(items: FittedItem[]): Attachment[] {
  return items.map((each) => ({
    kind: "frozen" as const,
    chip: itemChip(randomUUID(), each),
    items: [each],
  }));
}
