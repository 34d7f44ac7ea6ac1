/** The completion feature itself in this process, without a server before it: for looking at its requests. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { SecretFiles } from "../language-server/context/secret-files.ts";
import type { Engine } from "../language-server/engine-client/api.ts";
import { PromptContext } from "../language-server/features/completion/pieces/prompt-context.ts";
import { CompletionService } from "../language-server/features/completion/service.ts";
import { NO_FILES } from "../language-server/lsp/files/client-files.ts";
import { OpenDocument } from "../language-server/lsp/files/open-document.ts";
import { parseSettings } from "../language-server/protocol/settings.ts";
import { type Recorded, RecordingEngine } from "./recording.ts";
import type { Keystroke } from "./trace.ts";

export class Typist implements Disposable {
  readonly #engine: RecordingEngine;
  readonly #service: CompletionService;
  readonly #document: OpenDocument;
  readonly #settings = parseSettings({}).settings;

  constructor(engine: Engine, uri: string, text: string) {
    this.#engine = new RecordingEngine(engine);
    this.#document = new OpenDocument(uri, "typescript", 1, text);
    const secrets = new SecretFiles({ files: NO_FILES, workspaceFolders: () => [], now: Date.now });
    this.#service = new CompletionService({
      engine: this.#engine,
      settings: () => this.#settings,
      secrets,
      context: new PromptContext({ openDocuments: () => [this.#document], secrets }),
      workspaceFolders: () => [],
    });
  }

  /** Types, asks for a suggestion of at most so many tokens, and answers with what the engine was asked for it. */
  async type(key: Keystroke, maxTokens: number): Promise<Recorded | undefined> {
    this.#settings.completion.maxTokens = maxTokens;
    const document = this.#document;
    document.update([changeOf(document, key)], document.version + 1);
    const before = this.#engine.recorded.length;
    await this.#service.suggest(
      { document, position: document.positionAt(cursorAfter(key)), trigger: "invoked" },
      new AbortController().signal,
    );
    return this.#engine.recorded.slice(before).findLast(({ request }) => request.lane === "completion");
  }

  [Symbol.dispose](): void {
    this.#service.dispose();
  }
}

export const cursorAfter = ({ offset, inserted }: Keystroke): number => offset + inserted.length;

export function changeOf(document: TextDocument, { offset, deleted, inserted }: Keystroke) {
  return {
    range: { start: document.positionAt(offset), end: document.positionAt(offset + deleted) },
    text: inserted,
  };
}
