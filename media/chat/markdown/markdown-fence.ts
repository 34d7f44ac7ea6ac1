/**
 * Blocks of Markdown with fences of their own. Models write both with three backticks, where CommonMark ends the outer
 * one at the first bare fence. Pure.
 */
import type { MarkdownIt } from "markdown-it";
import { closesFence, type Fence, openingFence } from "../../../common/fence.ts";

const MARKDOWN = /^(?:markdown|md|mdx)\b/i;

/** Finds the line that closes a fence among those after it, which are looked at in their order. */
export class FenceEnd {
  readonly #fence: Fence;
  readonly #isMarkdown: boolean;
  /** The fence within that isn't closed yet. */
  #inner: Fence | undefined;

  constructor(fence: Fence) {
    this.#fence = fence;
    this.#isMarkdown = MARKDOWN.test(fence.info);
  }

  /** Returns whether the next line closes it. In Markdown, one with a language opens a fence of its own. */
  isAt(line: string): boolean {
    if (this.#inner) {
      if (closesFence(line, this.#inner)) this.#inner = undefined;
      return false;
    }
    if (closesFence(line, this.#fence)) return true;
    const inner = this.#isMarkdown ? openingFence(line) : undefined;
    // A shorter one, or one of other marks, ends without closing the outer one.
    if (inner && inner.info !== "" && inner.marks.startsWith(this.#fence.marks)) this.#inner = inner;
    return false;
  }
}

type BlockRule = Parameters<MarkdownIt["block"]["ruler"]["before"]>[2];

/** As markdown-it's rule for fences, but for where it ends. */
const rule: BlockRule = (state, startLine, endLine, silent) => {
  const lineAt = (line: number) =>
    state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
  const indent = state.sCount[startLine] ?? 0;
  if (indent - state.blkIndent >= 4) return false;
  const fence = openingFence(lineAt(startLine));
  if (!fence || !MARKDOWN.test(fence.info)) return false;
  if (silent) return true;
  const end = new FenceEnd(fence);
  let line = startLine + 1;
  let isClosed = false;
  for (; line < endLine; line++) {
    const text = lineAt(line);
    const column = state.sCount[line] ?? 0;
    // A list or a quote ends it as well.
    if (text !== "" && column < state.blkIndent) break;
    isClosed = column - state.blkIndent < 4 && end.isAt(text);
    if (isClosed) break;
  }
  state.line = line + (isClosed ? 1 : 0);
  const token = state.push("fence", "code", 0);
  token.info = fence.info;
  token.content = state.getLines(startLine + 1, line, indent, true);
  token.markup = fence.marks;
  token.map = [startLine, state.line];
  return true;
};

export function markdownFencePlugin(md: MarkdownIt): void {
  md.block.ruler.before("fence", "markdown_fence", rule, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
}
