/** How a new text that grows is shown beside the old one, which stays as it is. Pure. */

export interface PreviewLine {
  /** Counted from the first old line. */
  line: number;
  text: string;
}

const MAX_LINE_CHARS = 160;

/**
 * What stands behind each old line: the new line of the same number, where it differs. New lines beyond the last old
 * one are counted there. Tabs and leading spaces would be lost in a decoration, so they are told by width.
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
