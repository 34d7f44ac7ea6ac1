/** A notebook: its cells are documents of their own. */
import type { TextDocument } from "vscode-languageserver-textdocument";

export interface NotebookCell {
  document: TextDocument;
  /** Else it is text in Markdown. */
  isCode: boolean;
}

export interface OpenNotebook {
  uri: string;
  /** In the notebook's order. */
  cells: readonly NotebookCell[];
}

/** The notebook that a document is a cell of, by the document's URI. */
export type NotebookOf = (uri: string) => OpenNotebook | undefined;
