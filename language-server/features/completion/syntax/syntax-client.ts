/**
 * The check of suggestions by grammars, in a thread of its own: neither a keystroke nor another request waits while a
 * document is parsed. The thread is started when it is first needed, and ends when no suggestion was asked for in a
 * while: that gives back what its grammars and trees take, which is more than the rest of the server.
 */
import { RestartPolicy } from "../../../../common/restart-policy.ts";
import type { Insertion } from "../answer/trim.ts";
import { documentGrammar } from "./embedded-code.ts";
import type { Fitting, FromSyntax, ToSyntax } from "./messages.ts";

/** Longer documents are done without. */
const MAX_CHARS = 300_000;
/** A suggestion waits no longer for the look at it. */
const LOOK_MS = 30;
/** A thread that is silent for so long while it parses never comes back: it limits itself to less. */
const SILENCE_MS = 10_000;
const IDLE_MS = 5 * 60_000;
/** As many texts as the thread keeps, about. */
const MAX_TEXTS = 8;

/** A document and the cursor in it. */
export interface CheckedText {
  uri: string;
  languageId: string;
  /** Another one for another text. */
  text: { readonly length: number; toString(): string };
  /** UTF-16 offset. */
  cursor: number;
}

/** Looks at suggestions before they are shown. */
export interface SyntaxChecker {
  /** A suggestion for this text is on its way. Costs nothing, and never fails. */
  prepare(at: CheckedText): void;
  /** Whether the text is parsed by now: else all of any suggestion fits. */
  canLook(at: CheckedText): boolean;
  /**
   * The longest beginning of a suggestion, up to a line's end, that adds no error to its document; null when there is
   * none. The whole suggestion, at once, where the document isn't parsed yet, and soon where the look takes too long.
   * The same suggestion is looked at once.
   */
  fit(at: CheckedText, insertion: Insertion): Promise<Insertion | null>;
  /** The document was closed. */
  forget(uri: string): void;
}

export interface SyntaxThread {
  post(message: ToSyntax): void;
  /** Ends it. */
  end(): void;
}

export interface ThreadEvents {
  onMessage(message: FromSyntax): void;
  /** It ended by itself, because of an error. */
  onFailed(reason: string): void;
}

interface SentText {
  id: number;
  uri: string;
  text: CheckedText["text"];
  isParsed: boolean;
}

interface Look {
  resolve: (fitting: Fitting) => void;
  late: NodeJS.Timeout;
}

interface LookedAt {
  sent: SentText;
  cursor: number;
  insertion: Insertion;
  fitting: Promise<Fitting>;
}

export interface SyntaxClientOptions {
  startThread: (events: ThreadEvents) => SyntaxThread;
  log: (line: string) => void;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export class SyntaxClient implements SyntaxChecker, Disposable {
  readonly #options: SyntaxClientOptions;
  readonly #now: () => number;
  readonly #restarts: RestartPolicy;
  #thread: SyntaxThread | undefined;
  /** When it may be started. */
  #startAt: number;
  #nextId = 1;
  /** What the thread has, the latest last. */
  #texts: SentText[] = [];
  #parsing: SentText | undefined;
  /** What came while it parsed: earlier ones aren't needed any more. */
  #next: CheckedText | undefined;
  readonly #looks = new Map<number, Look>();
  #lastLook: LookedAt | undefined;
  #silence: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: SyntaxClientOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#restarts = new RestartPolicy(this.#now);
    this.#startAt = this.#now();
  }

  prepare(at: CheckedText): void {
    if (at.text.length > MAX_CHARS || !documentGrammar(at.languageId) || this.#sent(at)) return;
    if (this.#parsing) this.#next = at;
    else this.#parse(at);
  }

  canLook(at: CheckedText): boolean {
    return this.#thread !== undefined && this.#sent(at)?.isParsed === true;
  }

  async fit(at: CheckedText, insertion: Insertion): Promise<Insertion | null> {
    const sent = this.#sent(at);
    const thread = this.#thread;
    if (!sent?.isParsed || !thread) return insertion;
    const { cursor } = at;
    if (!isOf(this.#lastLook, sent, cursor, insertion))
      this.#lastLook = { sent, cursor, insertion, fitting: this.#look(thread, sent, cursor, insertion) };
    const fitting = await this.#lastLook.fitting;
    return fitting === "whole" ? insertion : fitting;
  }

  #look(thread: SyntaxThread, sent: SentText, cursor: number, insertion: Insertion): Promise<Fitting> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        // The next time there may be time enough.
        this.#lastLook = undefined;
        this.#looked(id, "whole");
      }, LOOK_MS);
      this.#looks.set(id, { resolve, late });
      thread.post({ type: "look", id, parsed: sent.id, cursor, insertion });
    });
  }

  forget(uri: string): void {
    this.#texts = this.#texts.filter((text) => text.uri !== uri);
    if (this.#lastLook?.sent.uri === uri) this.#lastLook = undefined;
    if (this.#next?.uri === uri) this.#next = undefined;
    this.#thread?.post({ type: "forget", uri });
  }

  [Symbol.dispose](): void {
    this.#startAt = Number.POSITIVE_INFINITY;
    this.#end();
  }

  #sent({ uri, text }: CheckedText): SentText | undefined {
    return this.#texts.findLast((sent) => sent.text === text && sent.uri === uri);
  }

  #parse({ uri, languageId, text }: CheckedText): void {
    if (this.#now() < this.#startAt) return;
    this.#thread ??= this.#start();
    const sent = { id: this.#nextId++, uri, text, isParsed: false };
    this.#texts = [...this.#texts.slice(1 - MAX_TEXTS), sent];
    this.#parsing = sent;
    this.#thread.post({ type: "parse", id: sent.id, uri, languageId, text: text.toString() });
    this.#silence = setTimeout(() => this.#failed("it didn't answer."), SILENCE_MS).unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
  }

  #start(): SyntaxThread {
    const ofThread =
      <T>(handle: (event: T) => void) =>
      (event: T) => {
        if (thread === this.#thread) handle(event);
      };
    const thread: SyntaxThread = this.#options.startThread({
      onMessage: ofThread((message) => this.#receive(message)),
      onFailed: ofThread((reason) => this.#failed(reason)),
    });
    return thread;
  }

  #receive(message: FromSyntax): void {
    switch (message.type) {
      case "log":
        this.#options.log(message.line);
        break;
      case "looked":
        this.#looked(message.id, message.fitting);
        break;
      case "parsed": {
        clearTimeout(this.#silence);
        const { parsing, next } = { parsing: this.#parsing, next: this.#next };
        this.#parsing = undefined;
        this.#next = undefined;
        if (parsing) parsing.isParsed = true;
        if (next) this.prepare(next);
      }
    }
  }

  #looked(id: number, fitting: Fitting): void {
    const look = this.#looks.get(id);
    clearTimeout(look?.late);
    look?.resolve(fitting);
    this.#looks.delete(id);
  }

  /** Suggestions are shown unchecked until the thread runs again. */
  #failed(reason: string): void {
    const delay = this.#restarts.next();
    this.#startAt = delay === undefined ? Number.POSITIVE_INFINITY : this.#now() + delay;
    const isGivenUp = delay === undefined ? " No suggestion is checked by its grammar from now on." : "";
    this.#options.log(`The check of suggestions by grammars stopped: ${reason}${isGivenUp}`);
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#idle);
    for (const id of [...this.#looks.keys()]) this.#looked(id, "whole");
    const thread = this.#thread;
    this.#thread = undefined;
    this.#texts = [];
    this.#lastLook = undefined;
    this.#parsing = undefined;
    this.#next = undefined;
    thread?.end();
  }
}

function isOf(
  look: LookedAt | undefined,
  sent: SentText,
  cursor: number,
  { text, replaced }: Insertion,
): look is LookedAt {
  return (
    look?.sent === sent &&
    look.cursor === cursor &&
    look.insertion.text === text &&
    look.insertion.replaced === replaced
  );
}
