/** Cuts a text that grows into its top-level blocks, so that those which are whole are drawn once. Pure. */
import type { MarkdownIt } from "markdown-it";
import { openingFence } from "../../../common/fence.ts";
import { FenceEnd } from "./markdown-fence.ts";

/** A piece of the text that is drawn by itself. */
export type MarkdownBlock = TextBlockSource | CodeBlockSource;

export interface TextBlockSource {
  kind: "text";
  source: string;
  /** Of a heading: 2 for the first one, and one more than that of the heading that it belongs to. */
  level?: number;
}

export interface CodeBlockSource {
  kind: "code";
  /** What stands after the fence's marks. */
  info: string;
  code: string;
  /** More of it may come. */
  isOpen: boolean;
}

/** A fence that isn't closed yet; offsets in the text. */
interface OpenFence {
  info: string;
  /** Has seen all lines before `scanned`. */
  end: FenceEnd;
  codeStart: number;
  /** No line before this one closes it. */
  scanned: number;
}

/** A list of thousands of items is drawn in pieces of so many. */
const MAX_ITEMS = 40;

/** HTML has no deeper headings. */
const MAX_LEVEL = 6;

type Tokens = ReturnType<MarkdownIt["parse"]>;

export class BlockSplitter {
  readonly #md: MarkdownIt;
  #text = "";
  #done: MarkdownBlock[] = [];
  /** Where the part begins that may still change. */
  #start = 0;
  #fence: OpenFence | undefined;
  /** Marks of the headings that the text at `#start` belongs to: "#" is 1. */
  #outline: number[] = [];

  constructor(md: MarkdownIt) {
    this.#md = md;
  }

  /**
   * All blocks but the last one are the same objects from then on, as long as the text only grows.
   * @param whole nothing follows: a fence that isn't closed ends here
   */
  split(source: string, whole: boolean): readonly MarkdownBlock[] {
    const text = source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source;
    if (!text.startsWith(this.#text)) {
      this.#done = [];
      this.#start = 0;
      this.#fence = undefined;
      this.#outline = [];
    }
    this.#text = text;
    const fence = this.#fence;
    if (fence && !whole && !isClosed(fence, text)) return [...this.#done, openBlock(fence, text)];
    this.#fence = undefined;
    return this.#parse(text, whole);
  }

  #parse(text: string, whole: boolean): readonly MarkdownBlock[] {
    const rest = text.slice(this.#start);
    const lines = rest.split("\n");
    const tokens: Tokens = [];
    // Blocks alone: what stands in them is read when they are drawn.
    this.#md.block.parse(rest, this.#md, {}, tokens);
    const starts = blockStarts(tokens);
    const atTop = new Map(
      tokens.flatMap((token) => (token.level === 0 && token.map ? [[token.map[0], token]] : [])),
    );
    let last: MarkdownBlock | undefined;
    for (const [index, line] of starts.entries()) {
      const next = starts[index + 1];
      const token = atTop.get(line);
      const fence = token?.type === "fence" ? token : undefined;
      const outline = token?.type === "heading_open" ? below(this.#outline, token.tag) : undefined;
      const piece = lines.slice(index === 0 ? 0 : line, next).join("\n");
      const block: MarkdownBlock = fence
        ? { kind: "code", info: fence.info.trim(), code: fence.content, isOpen: false }
        : {
            kind: "text",
            source: piece,
            ...(outline ? { level: Math.min(outline.length + 1, MAX_LEVEL) } : {}),
          };
      if (next !== undefined) {
        this.#outline = outline ?? this.#outline;
        this.#done.push(block);
        this.#start += piece.length + 1;
      } else {
        last = block;
        const open = whole || !fence ? undefined : openFence(text, this.#start);
        if (open) {
          this.#fence = open;
          last = openBlock(open, text);
        }
      }
    }
    return last ? [...this.#done, last] : [...this.#done];
  }
}

/** The outline at a heading: those above it that have fewer marks, and itself. */
function below(outline: readonly number[], tag: string): number[] {
  const marks = Number(tag.slice(1));
  return [...outline.slice(0, outline.findLastIndex((each) => each < marks) + 1), marks];
}

/** First lines of the top-level blocks, and of the pieces of long lists. */
function blockStarts(tokens: Tokens): number[] {
  const starts: number[] = [];
  let items = 0;
  for (const { type, level, map, nesting } of tokens) {
    if (!map || nesting < 0) continue;
    if (level === 0) {
      starts.push(map[0]);
      items = 0;
    } else if (level === 1 && type === "list_item_open" && items++ > 0 && items % MAX_ITEMS === 1) {
      starts.push(map[0]);
    }
  }
  return starts;
}

/** The fence that begins here, unless it is closed. */
function openFence(text: string, start: number): OpenFence | undefined {
  // Blank lines may stand before it.
  const [all = "", line = ""] = /^(?:[ \t]*\n)*([`~][^\n]*)\n?/.exec(text.slice(start)) ?? [];
  const fence = openingFence(line);
  if (!fence) return undefined;
  const codeStart = start + all.length;
  const open = { info: fence.info, end: new FenceEnd(fence), codeStart, scanned: codeStart };
  return isClosed(open, text) ? undefined : open;
}

/** Whether a whole line of the text closes it; goes on where the last call ended. */
function isClosed(open: OpenFence, text: string): boolean {
  for (;;) {
    const end = text.indexOf("\n", open.scanned);
    if (end < 0) return false;
    if (open.end.isAt(text.slice(open.scanned, end))) return true;
    open.scanned = end + 1;
  }
}

/** What it holds so far; a last line that may become the closing one isn't shown yet. */
function openBlock({ info, codeStart, scanned }: OpenFence, text: string): CodeBlockSource {
  const mayClose = /^ {0,3}[`~]+[ \t]*$/.test(text.slice(scanned));
  return { kind: "code", info, code: text.slice(codeStart, mayClose ? scanned : undefined), isOpen: true };
}
