import type { TextDocument } from "vscode-languageserver-textdocument";
import type { ChunkedText } from "../../../common/chunked-text.ts";

/** An open document, of which a window can be read without the whole. */
export interface ReadableDocument extends TextDocument {
  /** As it is now; it never changes itself. */
  readonly text: ChunkedText;
}
