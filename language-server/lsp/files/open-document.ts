/**
 * A document that is open in the client. vscode-languageserver-textdocument's own one copies the whole text at every
 * change; this one answers the same, and changes only a piece of it.
 */
import type { Position, Range, TextDocument } from "vscode-languageserver-textdocument";
import { ChunkedText } from "../../../common/chunked-text.ts";
import type { TextChange } from "../../features/completion/pieces/recent-edits.ts";

/** Without a range the text is the whole document's. */
export interface DocumentChange {
  range?: Range;
  text: string;
}

export class OpenDocument implements TextDocument {
  readonly uri: string;
  readonly languageId: string;
  #version: number;
  #text: ChunkedText;

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.languageId = languageId;
    this.#version = version;
    this.#text = ChunkedText.of(text);
  }

  get version(): number {
    return this.#version;
  }

  /** As it is now; a change makes another one. */
  get text(): ChunkedText {
    return this.#text;
  }

  get lineCount(): number {
    return this.#text.lineCount;
  }

  /** Applies changes, each to the text that the one before left, and says what they did. */
  update(changes: readonly DocumentChange[], version: number): TextChange[] {
    const done = changes.map(({ range, text }): TextChange => {
      const before = this.#text;
      const { start, end } = range ? this.#offsetsOf(range) : { start: 0, end: before.length };
      this.#text = range ? before.replace(start, end, text) : ChunkedText.of(text);
      return { before, start, end, text, after: this.#text };
    });
    this.#version = version;
    return done;
  }

  getText(range?: Range): string {
    if (!range) return this.#text.toString();
    const { start, end } = this.#offsetsOf(range);
    return this.#text.slice(start, end);
  }

  positionAt(offset: number): Position {
    const within = Math.max(0, Math.min(offset, this.#text.length));
    const line = this.#text.lineAt(within);
    const start = this.#text.lineStart(line);
    return { line, character: this.#beforeBreak(within, start) - start };
  }

  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    const start = this.#text.lineStart(line);
    if (line >= this.lineCount || character <= 0) return start;
    return this.#beforeBreak(Math.min(start + character, this.#text.lineStart(line + 1)), start);
  }

  getLineRange(line: number): Range {
    const within = Math.max(0, Math.min(line, this.lineCount - 1));
    const start = this.#text.lineStart(within);
    const end = line < 0 ? start : this.#beforeBreak(this.#text.lineStart(within + 1), start);
    return { start: { line: within, character: 0 }, end: { line: within, character: end - start } };
  }

  getEOLCharacters(line: number): string {
    if (line < 0 || line >= this.lineCount) return "";
    const next = this.#text.lineStart(line + 1);
    return this.#text.slice(this.#beforeBreak(next, this.#text.lineStart(line)), next);
  }

  #offsetsOf({ start, end }: Range): { start: number; end: number } {
    const isBackward = start.line > end.line || (start.line === end.line && start.character > end.character);
    const [first, last] = isBackward ? [end, start] : [start, end];
    return { start: this.offsetAt(first), end: this.offsetAt(last) };
  }

  /** A place within or behind a line break belongs before it. */
  #beforeBreak(offset: number, lineStart: number): number {
    let before = offset;
    while (before > lineStart && /[\r\n]/.test(this.#text.charAt(before - 1))) before--;
    return before;
  }
}
