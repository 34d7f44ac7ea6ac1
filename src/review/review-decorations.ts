import {
  type DecorationOptions,
  type DecorationRenderOptions,
  type Disposable,
  OverviewRulerLane,
  Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  window,
} from "vscode";
import { isInDiff } from "./diff-tabs.ts";
import type { Review } from "./review.ts";

/** Decorations in ordinary editors: the lines that a change added, and beside them those that it removed. */
export class ReviewDecorations implements Disposable {
  readonly #added = sideOf("inserted", "added");
  readonly #removed = sideOf("removed", "deleted");

  /** Shows a review in an editor; without one, nothing. */
  show(editor: TextEditor, review: Review | undefined): void {
    // A proposal isn't in the document, but what it removes.
    const [own, other] = review?.isProposal ? [this.#removed, this.#added] : [this.#added, this.#removed];
    const hunks = !review || isInDiff(editor) ? [] : review.hunks;
    const there = hunks.filter(({ current }) => current.end > current.start);
    editor.setDecorations(
      own.lines,
      there.map(({ current }) => new Range(current.start, 0, current.end - 1, 0)),
    );
    editor.setDecorations(
      other.beside,
      review ? hunks.flatMap((_, index) => besideIn(review, index, editor)) : [],
    );
    editor.setDecorations(other.lines, []);
    editor.setDecorations(own.beside, []);
  }

  dispose(): void {
    for (const { lines, beside } of [this.#added, this.#removed]) {
      lines.dispose();
      beside.dispose();
    }
  }
}

/** How one side of a change looks: lines that are in the document, and text beside lines. */
interface Side {
  lines: TextEditorDecorationType;
  beside: TextEditorDecorationType;
}

function sideOf(line: "inserted" | "removed", mark: "added" | "deleted"): Side {
  const backgroundColor = new ThemeColor(`diffEditor.${line}LineBackground`);
  const ruler: DecorationRenderOptions = {
    overviewRulerColor: new ThemeColor(`editorOverviewRuler.${mark}Foreground`),
    overviewRulerLane: OverviewRulerLane.Left,
  };
  // High contrast themes have no such background.
  const edge = { borderStyle: "solid", borderColor: new ThemeColor(`editorGutter.${mark}Background`) };
  return {
    lines: window.createTextEditorDecorationType({
      ...ruler,
      ...edge,
      isWholeLine: true,
      backgroundColor,
      borderWidth: "0 0 0 2px",
    }),
    beside: window.createTextEditorDecorationType({
      ...ruler,
      after: {
        color: new ThemeColor("editor.foreground"),
        backgroundColor,
        border: "solid",
        borderColor: new ThemeColor(`editorGutter.${mark}Background`),
        // The border's width, which has no option of its own.
        textDecoration: "none; border-width: 0 0 0 2px; padding: 0 1ch",
      },
    }),
  };
}

function besideIn(review: Review, index: number, { document, options }: TextEditor): DecorationOptions[] {
  const beside = review.beside(index, Number(options.tabSize) || 4) ?? [];
  return beside.map(({ line, gap, text }) => {
    const at = document.lineAt(line).range.end;
    return {
      range: new Range(at, at),
      renderOptions: { after: { contentText: text, margin: `0 0 0 ${gap}ch` } },
    };
  });
}
