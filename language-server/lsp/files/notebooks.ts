/** The notebooks that are open in the client. Their cells are among the open documents. */
import {
  type Connection,
  NotebookCellKind,
  NotebookDocuments,
  type TextDocuments,
} from "vscode-languageserver/node";
import type { OpenNotebook } from "../../context/notebook.ts";
import type { OpenDocument } from "./open-document.ts";

export class Notebooks {
  readonly #documents: TextDocuments<OpenDocument>;
  readonly #notebooks: NotebookDocuments<OpenDocument>;

  constructor(documents: TextDocuments<OpenDocument>) {
    this.#documents = documents;
    this.#notebooks = new NotebookDocuments(documents);
  }

  listen(connection: Connection): void {
    this.#notebooks.listen(connection);
  }

  /** The notebook that a document is a cell of. */
  notebookOf(uri: string): OpenNotebook | undefined {
    const notebook = this.#notebooks.findNotebookDocumentForCell(uri);
    if (!notebook) return undefined;
    const cells = notebook.cells.flatMap(({ kind, document: cell }) => {
      const document = this.#documents.get(cell);
      return document ? [{ document, isCode: kind === NotebookCellKind.Code }] : [];
    });
    return { uri: notebook.uri, cells };
  }

  /** The file that holds a document: a cell's is its notebook. */
  fileOf(uri: string): string {
    return this.#notebooks.findNotebookDocumentForCell(uri)?.uri ?? uri;
  }
}
