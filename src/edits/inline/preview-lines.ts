/** Previews a growing text beside the old one, which isn't changed. Pure. */

export interface PreviewLine {
  /** Counted from the first old line. */
  line: number;
  text: string;
}

const MAX_LINE_CHARS = 160;

/**
 * The text shown after each old line: the new line of the same number, if it differs. New lines beyond the last old one
 * are counted there. A decoration would lose tabs and leading spaces, so they are given as a width.
 */
export function previewLines(oldLines: readonly string[], newLines: readonly string[]): PreviewLine[] {
  const shown: PreviewLine[] = [];
  for (const [line, text] of newLines.slice(0, oldLines.length).entries())
    if (text.trimEnd() !== (oldLines[line] ?? "").trimEnd()) shown.push({ line, text: visible(text) });
  const more = newLines.length - oldLines.length;
  const last = oldLines.length - 1;
  if (more > 0 && last >= 0) {
    const before = shown.at(-1)?.line === last ? (shown.pop()?.text ?? "") : "";
    shown.push({ line: last, text: `${before}  ⋯ +${more}`.trim() });
  }
  return shown;
}

function visible(text: string): string {
  const spaced = text.replaceAll("\t", "    ").replaceAll(" ", "\u00a0");
  return spaced.length > MAX_LINE_CHARS ? `${spaced.slice(0, MAX_LINE_CHARS)}…` : spaced;
}
