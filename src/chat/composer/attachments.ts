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
import { messageOf } from "../../../common/errors.ts";
import type { ContextItem, FittedItem } from "../../../language-server/protocol/context.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import type { ContextSources } from "../context/sources.ts";
import { itemChip } from "../view/chips.ts";
import type { Chip, ContextRef } from "../view/messages.ts";
import { isKnown } from "./known-items.ts";

/** Something that is read again when the question is sent. */
interface RefAttachment {
  kind: "ref";
  chip: Chip;
  ref: ContextRef;
  items: FittedItem[];
  /** The name in the text that attached it: it counts only while that is there. */
  mention?: string;
}

/** Something attached to the next question, or frozen from an earlier one. */
export type Attachment = RefAttachment | { kind: "frozen"; chip: Chip; items: FittedItem[]; mention?: never };

/**
 * What a question takes of that which the user looks at: nothing; what the chat hasn't seen yet, as far as it can be
 * read; or all of it.
 */
export type Looks = "away" | "new" | "all";

/** What the composer has attached, and what the user looks at, which is attached by itself. */
export class Attachments implements Disposable {
  readonly #sources: ContextSources;
  readonly #server: LanguageServer;
  readonly #changed = new EventEmitter<void>();
  readonly #reading = new Map<string, CancellationTokenSource>();
  #attachments: Attachment[] = [];
  #seen: (RefAttachment & { version: number | undefined }) | undefined;
  #looksAway = false;
  #text = "";

  readonly onDidChange = this.#changed.event;

  constructor(sources: ContextSources, server: LanguageServer) {
    this.#sources = sources;
    this.#server = server;
  }

  /** The composer's text, whose names decide what is attached by them. */
  set text(text: string) {
    const before = this.#live().length;
    this.#text = text;
    if (this.#live().length !== before) this.#changed.fire();
    this.#readSeenAgain();
  }

  /** @param known what the chat has seen already: it isn't sent again */
  chips(known: readonly FittedItem[]): Chip[] {
    const { chip, items } = this.#seenNow() ?? {};
    const chips = this.#live().map((each) => each.chip);
    if (!chip || !items) return chips;
    const isAllKnown = items.length > 0 && items.every(({ item }) => isKnown(item, known));
    const why = isAllKnown ? t("This chat already has it, unchanged.") : t("Attached automatically.");
    const { tokens, ...rest } = { ...chip, detail: `${chip.detail}\n${why}` };
    return [tokens === undefined || isAllKnown ? rest : { ...rest, tokens }, ...chips];
  }

  /**
   * The contents read so far, for the context meter.
   * @param known what the chat has seen already
   */
  items(known: readonly FittedItem[]): ContextItem[] {
    const seen = this.#seenNow()?.items.filter(({ item }) => !isKnown(item, known)) ?? [];
    return [...this.#live().flatMap(({ items }) => items), ...seen].map(({ item }) => item);
  }

  /** Whether a question that looks so would have nothing attached. */
  isEmpty(looks: Looks): boolean {
    return this.#live().length === 0 && (looks === "away" || this.#seenNow() === undefined);
  }

  /** Whether the user doesn't want what they look at to be attached. */
  get looksAway(): boolean {
    return this.#looksAway;
  }

  set looksAway(looksAway: boolean) {
    if (looksAway === this.#looksAway) return;
    this.#looksAway = looksAway;
    this.#changed.fire();
    if (!looksAway && this.#seen) void this.#readSize(this.#seen.chip.id, this.#seen.ref);
  }

  /** Takes what the user looks at now; `undefined` for nothing that can be attached. */
  look(ref: ContextRef | undefined): void {
    if (isDeepStrictEqual(ref, this.#seen?.ref)) return;
    if (this.#seen) this.#reading.get(this.#seen.chip.id)?.cancel();
    this.#seen = ref && {
      kind: "ref",
      chip: { id: randomUUID(), ...this.#sources.describe(ref), faint: true },
      ref,
      items: [],
      version: this.#sources.versionOf(ref),
    };
    this.#changed.fire();
    if (this.#seen && !this.#looksAway) void this.#readSize(this.#seen.chip.id, this.#seen.ref);
  }

  /**
   * Attaches something, unless it is attached already, and reads it once to show its size.
   *
   * @param mention the name in the text that attaches it
   */
  add(ref: ContextRef, mention?: string): void {
    // The text that has the name comes after it.
    if (mention !== undefined) this.#text += `\n${mention}`;
    const present = this.#attachments.find((each) => each.kind === "ref" && isDeepStrictEqual(each.ref, ref));
    if (present) {
      // Attached in two ways, it stays without that name.
      if (present.mention !== mention) this.#forgetMention(present);
      return;
    }
    const id = randomUUID();
    const chip = { id, ...this.#sources.describe(ref) };
    this.#attachments = [
      ...this.#attachments,
      { kind: "ref", chip, ref, items: [], ...(mention === undefined ? {} : { mention }) },
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

  /** Removes an attachment. What the user looks at isn't attached from then on. */
  remove(id: string): void {
    this.#reading.get(id)?.cancel();
    if (id === this.#seen?.chip.id) this.#looksAway = true;
    this.#attachments = this.#attachments.filter(({ chip }) => chip.id !== id);
    this.#changed.fire();
  }

  /** Removes what a text was sent with. What names in another text attached stays. */
  sent(text: string): void {
    this.replace(this.#attachments.filter(({ mention }) => mention !== undefined && !text.includes(mention)));
  }

  /** Replaces all attachments and returns the earlier ones. */
  replace(attachments: Attachment[]): Attachment[] {
    for (const { chip } of this.#attachments)
      if (!attachments.some((each) => each.chip.id === chip.id)) this.#reading.get(chip.id)?.cancel();
    const before = this.#attachments;
    this.#attachments = attachments;
    this.#changed.fire();
    return before;
  }

  /**
   * Reads all attachments of a text as they are now, cut to the size that one question may have.
   *
   * @param question what a search of the codebase looks for
   * @param known what the chat has seen already
   * @throws an Error with a sentence for the user, when one can't be read; its chip says so too.
   */
  async read(
    { text, question = text, looks }: { text: string; question?: string; looks: Looks },
    known: readonly FittedItem[],
    token: CancellationToken,
  ): Promise<FittedItem[]> {
    const items: ContextItem[] = [];
    const seen = looks === "away" ? undefined : this.#seenNow(text);
    for (const attachment of this.#live(text))
      items.push(...(await this.#readNow(attachment, question, token)));
    const byHand = items.length;
    // It comes last: it is cut before what was attached by hand.
    if (seen) items.push(...(await this.#readSeen(seen, looks, known, token)));
    if (items.length === 0) return [];
    const fitted = await this.#server.runningClient.fitContext(items, token);
    return fitted.filter(({ item }, index) => index < byHand || item.text !== "");
  }

  dispose(): void {
    for (const reading of this.#reading.values()) reading.cancel();
    this.#changed.dispose();
  }

  /** Those that a text attaches. */
  #live(text = this.#text): Attachment[] {
    return this.#attachments.filter(({ mention }) => mention === undefined || text.includes(mention));
  }

  /** What the user looks at, unless they don't want it, or it is attached by hand or by an earlier question. */
  #seenNow(text = this.#text) {
    const seen = this.#seen;
    if (!seen || this.#looksAway) return undefined;
    const isCovered = this.#live(text).some(
      (each) => each.kind === "frozen" || isDeepStrictEqual(each.ref, seen.ref),
    );
    return isCovered ? undefined : seen;
  }

  async #readNow(
    attachment: Attachment,
    question: string,
    token: CancellationToken,
  ): Promise<readonly ContextItem[]> {
    if (attachment.kind === "frozen") return attachment.items.map(({ item }) => item);
    try {
      return await this.#sources.read(attachment.ref, question, token);
    } catch (error) {
      this.#warn(attachment.chip.id, error);
      throw error;
    }
  }

  /** A question that doesn't need it is asked without what can't be read. */
  async #readSeen(
    seen: RefAttachment,
    looks: Looks,
    known: readonly FittedItem[],
    token: CancellationToken,
  ): Promise<readonly ContextItem[]> {
    if (looks === "all") return this.#readNow(seen, "", token);
    const items = await this.#readNow(seen, "", token).catch(() => []);
    return items.filter((item) => !isKnown(item, known));
  }

  /** Its size follows the user's changes while they write the question. */
  #readSeenAgain(): void {
    const seen = this.#seenNow();
    const version = seen && this.#sources.versionOf(seen.ref);
    if (!seen || version === seen.version) return;
    this.#seen = { ...seen, version };
    void this.#readSize(seen.chip.id, seen.ref);
  }

  async #readSize(id: string, ref: ContextRef): Promise<void> {
    this.#reading.get(id)?.cancel();
    const cancellation = new CancellationTokenSource();
    this.#reading.set(id, cancellation);
    const { token } = cancellation;
    try {
      const items = await this.#sources.read(ref, "", token);
      const fitted = (await this.#server.client?.fitContext(items, token)) ?? [];
      const warning = await this.#sources.warning(ref, token);
      if (!token.isCancellationRequested) this.#showSize(id, ref, fitted, warning);
    } catch (error) {
      if (!token.isCancellationRequested) this.#warn(id, error);
    } finally {
      if (this.#reading.get(id) === cancellation) this.#reading.delete(id);
      cancellation.dispose();
    }
  }

  #showSize(id: string, ref: ContextRef, items: FittedItem[], warning: string | undefined): void {
    const tokens = items.reduce((sum, each) => sum + each.tokens, 0);
    const cut = items.find((each) => each.cut !== undefined);
    this.#change(id, ({ chip }) => {
      const detail = [cut ? itemChip(id, cut).detail : this.#sources.describe(ref).detail, warning];
      const { tokens: _tokens, warning: _warning, ...rest } = chip;
      return {
        items,
        chip: {
          ...rest,
          detail: detail.filter(Boolean).join("\n"),
          ...(items.length > 0 ? { tokens } : {}),
          ...(cut || warning ? { warning: true } : {}),
        },
      };
    });
  }

  #warn(id: string, error: unknown): void {
    const detail = messageOf(error);
    this.#change(id, ({ chip }) => ({ chip: { ...chip, warning: true, detail } }));
  }

  #change(id: string, change: (of: Attachment) => Partial<Pick<Attachment, "chip" | "items">>): void {
    const changed = <T extends Attachment>(each: T): T =>
      each.chip.id === id ? { ...each, ...change(each) } : each;
    this.#seen = this.#seen && changed(this.#seen);
    this.#attachments = this.#attachments.map(changed);
    this.#changed.fire();
  }

  #forgetMention({ chip }: Attachment): void {
    this.#attachments = this.#attachments.map((each) => {
      const { mention: _, ...rest } = each;
      return each.chip.id === chip.id ? rest : each;
    });
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
