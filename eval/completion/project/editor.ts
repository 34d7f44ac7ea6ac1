/** What an editor does where somebody is at work in a project: tabs, an edit of a moment ago, definitions. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { packedGrammars } from "../../../common/declarations/packed-grammars.ts";
import { onRequest, serve } from "../../../common/wire.ts";
import { delay } from "../../../language-server/features/completion/delay.ts";
import {
  CursorNotification,
  DefinitionsRequest,
  type FoundDefinitions,
  type NamesInDocument,
} from "../../../language-server/protocol/definitions.ts";
import type { ServerProcess } from "../../../test/server/support/client.ts";
import type { CompletionCase } from "../case.ts";
import type { SourceFile } from "../corpus/corpus.ts";
import { declarationOf, PackageDeclarations } from "./definitions.ts";
import { lastEdit, namedBy, projectOf, tabsOf } from "./tabs.ts";

/** So long the server has for asking where names are defined; where there is none to ask for, it doesn't. */
const DEFINITIONS_MS = 1_500;
/** It then reads the files. */
const READ_MS = 100;

/** What a server is started with that it asks the client for definitions. */
export const ASKS_FOR_DEFINITIONS = { ossicleDefinitions: true };

export class ProjectEditor implements Disposable {
  readonly #server: ServerProcess;
  readonly #uri: (path: string) => string;
  readonly #files: readonly SourceFile[];
  readonly #tabs: number;
  readonly #declarations: PackageDeclarations;
  #shown: { asked: CompletionCase; document: TextDocument; answered: () => void } | undefined;

  /**
   * @param uri of a file's path
   * @param tabs how many files are open beside a case's
   */
  constructor(
    server: ServerProcess,
    uri: (path: string) => string,
    files: readonly SourceFile[],
    tabs: number,
  ) {
    this.#server = server;
    this.#uri = uri;
    this.#files = files;
    this.#tabs = tabs;
    const grammars = fileURLToPath(new URL("../../../dist/grammars", import.meta.url));
    this.#declarations = new PackageDeclarations(packedGrammars(grammars));
    serve(server.connection, [
      onRequest(DefinitionsRequest, async (names) => ({ definitions: await this.#definitions(names) })),
    ]);
  }

  /** Opens the tabs beside a case's open document, makes the edit, and goes to the cursor. Answers what closes the tabs. */
  async show(asked: CompletionCase, document: TextDocument): Promise<() => Promise<void>> {
    const tabs = tabsOf(asked, projectOf(asked, this.#files), this.#tabs);
    const edit = lastEdit(asked, tabs);
    for (const tab of tabs) {
      const { path, text, language } = tab;
      const uri = this.#uri(path);
      if (tab !== edit?.file) {
        await this.#server.open(uri, text, language);
        continue;
      }
      const { start, end } = edit.line;
      const without = text.slice(0, start) + text.slice(end);
      await this.#server.open(uri, without, language);
      const at = TextDocument.create(uri, language, 1, without).positionAt(start);
      await this.#server.change(uri, { range: { start: at, end: at }, text: text.slice(start, end) });
    }
    const areAnswered = new Promise<void>((answered) => {
      this.#shown = { asked, document, answered };
    });
    const position = document.positionAt(asked.before.length);
    await this.#server.connection.sendNotification(CursorNotification, { uri: document.uri, position });
    const stop = new AbortController();
    await Promise.race([
      areAnswered.then(() => delay(READ_MS, stop.signal)),
      delay(DEFINITIONS_MS, stop.signal),
    ]);
    stop.abort();
    return async () => {
      for (const { path } of tabs) await this.#server.close(this.#uri(path));
    };
  }

  [Symbol.dispose](): void {
    this.#declarations[Symbol.dispose]();
  }

  async #definitions({ uri, positions }: NamesInDocument): Promise<FoundDefinitions["definitions"]> {
    const shown = this.#shown;
    if (shown?.document.uri !== uri) return null;
    const { asked, document, answered } = shown;
    const declared = await this.#declarations.of(projectOf(asked, this.#files));
    const isNamed = namedBy(asked);
    const found = positions.map((position) => {
      const [name = ""] = /^[\w$]+/.exec(document.getText().slice(document.offsetAt(position))) ?? [];
      return declarationOf(name, declared, asked.path, isNamed) ?? null;
    });
    for (const one of found) if (one) await this.#write(one.file);
    // The answer is on its way before what waits for it goes on.
    setImmediate(answered);
    return found.map(
      (one) =>
        one && {
          uri: this.#uri(one.file.path),
          range: { start: { line: one.start, character: 0 }, end: { line: one.end, character: 0 } },
        },
    );
  }

  /** The server reads files that aren't open. */
  async #write({ path, text }: SourceFile): Promise<void> {
    const file = fileURLToPath(this.#uri(path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
