import {
  type DecorationOptions,
  type Disposable,
  MarkdownString,
  OverviewRulerLane,
  Range,
  type TextEditor,
  ThemeColor,
  window,
} from "vscode";
import type { Hunk } from "../code/hunks.ts";
import { t } from "../text/l10n.ts";
import { isInDiff } from "./diff-tabs.ts";
import type { Review } from "./review.ts";

/** Maximum characters of removed text that are shown: the diff has the rest. */
const MAX_SHOWN_LINES = 60;

/** Decorations in ordinary editors: which lines are new, and what they replaced. */
export class ReviewDecorations implements Disposable {
  readonly #added = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("diffEditor.insertedLineBackground"),
    // High contrast themes have no such background.
    borderWidth: "0 0 0 2px",
    borderStyle: "solid",
    borderColor: new ThemeColor("editorGutter.addedBackground"),
    overviewRulerColor: new ThemeColor("editorOverviewRuler.addedForeground"),
    overviewRulerLane: OverviewRulerLane.Left,
  });
  readonly #removed = window.createTextEditorDecorationType({
    after: { color: new ThemeColor("descriptionForeground"), margin: "0 0 0 2em" },
    overviewRulerColor: new ThemeColor("editorOverviewRuler.deletedForeground"),
    overviewRulerLane: OverviewRulerLane.Left,
  });

  /** Shows a review in an editor; without one, nothing. */
  show(editor: TextEditor, review: Review | undefined): void {
    const hunks = !review || isInDiff(editor) ? [] : review.hunks;
    editor.setDecorations(
      this.#added,
      hunks
        .filter(({ current }) => current.end > current.start)
        .map(({ current }) => new Range(current.start, 0, current.end - 1, 0)),
    );
    editor.setDecorations(this.#removed, review ? hunks.flatMap((hunk) => removedIn(review, hunk)) : []);
  }

  dispose(): void {
    this.#added.dispose();
    this.#removed.dispose();
  }
}

/** The end of the first new line, or of the line before the removed ones. */
function removedIn(review: Review, hunk: Hunk): DecorationOptions[] {
  const lines = review.originalLines(hunk);
  if (lines.length === 0) return [];
  const { start, end } = hunk.current;
  const { document } = review;
  const line = end > start ? start : Math.max(0, start - 1);
  const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
  const shown = lines.slice(0, MAX_SHOWN_LINES);
  const hover = new MarkdownString().appendCodeblock(shown.join("\n"), document.languageId);
  if (lines.length > shown.length) hover.appendText("…");
  const count = lines.length === 1 ? t("– 1 line") : t("– {0} lines", lines.length);
  return [
    {
      range: new Range(range.end, range.end),
      hoverMessage: hover,
      renderOptions: { after: { contentText: count } },
    },
  ];
}
