/** What a command says, of which only the beginning and the end are kept. Pure. */
import { plainOutput } from "../../workspace/terminal-text.ts";

/** Kept as it came, in UTF-16 units: escape sequences take their share. */
const HEAD = 16_000;
const TAIL = 48_000;
/** Of the text that is given on, without escape sequences. */
const TEXT_HEAD = 3_000;
const TEXT_TAIL = 6_000;
const TAIL_LINES = 4;
const TAIL_CHARS = 400;
/** A replacement character stands for what is no UTF-8; programs' names in other encodings have a few. */
const MAX_UNREADABLE = 0.1;

export class BoundedOutput {
  #head = "";
  #tail = "";
  #length = 0;

  add(text: string): void {
    this.#length += text.length;
    const room = HEAD - this.#head.length;
    if (room > 0) this.#head += text.slice(0, room);
    if (text.length <= room) return;
    this.#tail += text.slice(Math.max(0, room));
    if (this.#tail.length > 2 * TAIL) this.#tail = this.#tail.slice(-TAIL);
  }

  /** How much there was in all, in UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  /** Without escape sequences; what is left out of a long one is said in its place. */
  get text(): string {
    const isWhole = this.#head.length + this.#tail.length === this.#length;
    if (isBinary(this.#head + this.#tail)) return `[${this.#length} characters of binary output left out]`;
    if (isWhole) return cutInTheMiddle(plainOutput(this.#head + this.#tail));
    const head = wholeLines(plainOutput(this.#head), TEXT_HEAD, "beginning");
    const tail = wholeLines(plainOutput(this.#tail.slice(-TAIL)), TEXT_TAIL, "end");
    return `${head}\n[… about ${this.#length - head.length - tail.length} characters left out …]\n${tail}`;
  }

  /** The last lines, to be shown while it runs. */
  get tail(): string {
    const end = this.#tail === "" ? this.#head : this.#tail;
    if (isBinary(end)) return "";
    return plainOutput(end.slice(-4 * TAIL_CHARS))
      .split("\n")
      .slice(-TAIL_LINES)
      .join("\n")
      .slice(-TAIL_CHARS);
  }
}

function cutInTheMiddle(text: string): string {
  if (text.length <= TEXT_HEAD + TEXT_TAIL) return text;
  const head = wholeLines(text, TEXT_HEAD, "beginning");
  const tail = wholeLines(text, TEXT_TAIL, "end");
  return `${head}\n[… ${text.length - head.length - tail.length} characters left out …]\n${tail}`;
}

/** At most `size` characters of one end of a text, whole lines where those aren't longer than that. */
function wholeLines(text: string, size: number, of: "beginning" | "end"): string {
  if (text.length <= size) return text;
  if (of === "beginning") {
    const part = text.slice(0, size);
    const end = part.lastIndexOf("\n");
    return whole(end > 0 ? part.slice(0, end) : part);
  }
  const part = text.slice(-size);
  const start = part.indexOf("\n");
  return whole(start >= 0 && start < size - 1 ? part.slice(start + 1) : part);
}

function isBinary(text: string): boolean {
  if (text.includes("\0")) return true;
  const unreadable = text.match(/\ufffd/g)?.length ?? 0;
  return unreadable > 8 && unreadable > text.length * MAX_UNREADABLE;
}

/** Without half a character at its ends. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}
