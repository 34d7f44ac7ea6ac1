/** Puts code into an element, piece by piece, and colors the pieces that are whole when there is time. */

import { pieceEnd } from "./code-pieces.ts";
import { highlight } from "./highlight.ts";
import { sanitized } from "./sanitize.ts";

/** Code that is longer stays in one color. */
const MAX_COLORED_CHARS = 400_000;

export class CodeText {
  readonly #element: HTMLElement;
  readonly #waiting: HTMLElement[] = [];
  #language = "";
  #shown = "";
  /** The piece that still grows, and where it begins. */
  #last: { element: HTMLElement; text: Text; start: number } | undefined;
  #idle: number | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** What is there stays in place when the code only grew. */
  show(code: string, language: string, isOpen: boolean): void {
    if (!code.startsWith(this.#shown) || language !== this.#language) this.#clear();
    this.#language = language;
    this.#append(code);
    if (!isOpen && this.#last) {
      this.#color(this.#last.element);
      this.#last = undefined;
    }
  }

  dispose(): void {
    if (this.#idle !== undefined) cancelIdleCallback(this.#idle);
    document.removeEventListener("selectionchange", this.#plan);
  }

  #append(code: string): void {
    if (code === this.#shown) return;
    for (;;) {
      const last = this.#last ?? this.#begin(this.#shown.length);
      const end = pieceEnd(code, last.start);
      last.text.appendData(code.slice(this.#shown.length, end));
      if (end === undefined) break;
      this.#shown = code.slice(0, end);
      last.element.classList.add("code-piece-whole");
      this.#color(last.element);
      this.#last = undefined;
    }
    this.#shown = code;
  }

  #begin(start: number) {
    const element = document.createElement("span");
    element.className = "code-piece";
    const text = element.appendChild(document.createTextNode(""));
    this.#element.append(element);
    this.#last = { element, text, start };
    return this.#last;
  }

  #clear(): void {
    this.#element.replaceChildren();
    this.#waiting.length = 0;
    this.#shown = "";
    this.#last = undefined;
  }

  #color(piece: HTMLElement): void {
    if (this.#shown.length > MAX_COLORED_CHARS) return;
    this.#waiting.push(piece);
    this.#plan();
  }

  /** One piece at a time; none while something in this code is selected, which would be lost. */
  readonly #plan = (): void => {
    if (this.#idle !== undefined || this.#waiting.length === 0) return;
    this.#idle = requestIdleCallback(() => {
      this.#idle = undefined;
      document.removeEventListener("selectionchange", this.#plan);
      if (this.#isSelected()) {
        document.addEventListener("selectionchange", this.#plan);
        return;
      }
      const piece = this.#waiting.shift();
      const html = piece && highlight(piece.textContent, this.#language);
      if (html !== undefined) piece?.replaceChildren(sanitized(html));
      this.#plan();
    });
  };

  #isSelected(): boolean {
    const selection = document.getSelection();
    return selection?.type === "Range" && selection.getRangeAt(0).intersectsNode(this.#element);
  }
}
