import { type Disposable, Range, ThemeColor, window } from "vscode";
import type { EditJob } from "./edit-job.ts";
import { previewLines } from "./preview-lines.ts";

/** Marks the code that is being edited, and previews the new code as it streams. */
export class EditDecorations implements Disposable {
  readonly #replaced = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("editor.rangeHighlightBackground"),
    borderWidth: "0 0 0 2px",
    borderStyle: "solid",
    borderColor: new ThemeColor("progressBar.background"),
  });
  readonly #growing = window.createTextEditorDecorationType({
    after: { color: new ThemeColor("editorGhostText.foreground"), margin: "0 0 0 3em" },
  });

  show(jobs: readonly EditJob[]): void {
    for (const editor of window.visibleTextEditors) {
      const { document } = editor;
      const here = jobs.filter((job) => !job.isOver && job.isIn(document));
      const ranges = here.map((job) => job.range(document));
      editor.setDecorations(this.#replaced, ranges.map(withoutLastBreak));
      editor.setDecorations(
        this.#growing,
        here.flatMap((job) => {
          if (job.answer === "") return [];
          const { start, end } = withoutLastBreak(job.range(document));
          const oldLines = Array.from(
            { length: end.line - start.line + 1 },
            (_, index) => document.lineAt(start.line + index).text,
          );
          return previewLines(oldLines, job.answer.split("\n")).map(({ line, text }) => {
            const at = document.lineAt(start.line + line).range.end;
            return { range: new Range(at, at), renderOptions: { after: { contentText: text } } };
          });
        }),
      );
    }
  }

  dispose(): void {
    this.#replaced.dispose();
    this.#growing.dispose();
  }
}

/** The range of whole lines ends at the start of the next line, which doesn't belong to it. */
function withoutLastBreak(range: Range): Range {
  if (range.end.character > 0 || range.end.line === range.start.line) return range;
  return new Range(range.start.line, 0, range.end.line - 1, 0);
}
