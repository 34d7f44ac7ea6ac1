/** An editor with one document in it and a completion service behind it, under a clock that stands still. */
import { mock } from "node:test";
import type { Range } from "vscode-languageserver-textdocument";
import { SecretFiles } from "../../../../../language-server/context/secret-files.ts";
import { PromptContext } from "../../../../../language-server/features/completion/pieces/prompt-context.ts";
import { RecentEdits } from "../../../../../language-server/features/completion/pieces/recent-edits.ts";
import { CompletionService } from "../../../../../language-server/features/completion/service.ts";
import type { SyntaxChecker } from "../../../../../language-server/features/completion/syntax/syntax-client.ts";
import type {
  CompletionDeps,
  CompletionRequest,
  Suggestion,
} from "../../../../../language-server/features/completion/types.ts";
import { OpenDocument } from "../../../../../language-server/lsp/files/open-document.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../../../language-server/protocol/settings.ts";
import { ScriptedEngine } from "./scripted-engine.ts";
import { at } from "./typing.ts";

const TURNS_OF_A_REQUEST = 200;
const TICK_MS = 10;

export class Editor {
  readonly engine = new ScriptedEngine();
  readonly files = new Map<string, string>();
  readonly others: OpenDocument[] = [];
  readonly log: string[] = [];
  readonly secrets: SecretFiles;
  readonly edits = new RecentEdits(() => this.now);
  readonly service: CompletionService;
  /** The active one. */
  document: OpenDocument;
  completionSettings: Partial<Settings["completion"]> = {};
  cursor: number;
  /** Milliseconds since the epoch, on the editor's clock. */
  now = 1_000_000;
  /** Why there was no suggestion the last time. */
  whyNone: string | undefined;

  constructor(
    marked: string,
    {
      uri = "file:///w/src/a.ts",
      languageId = "typescript",
      syntax,
      onGrown,
    }: Partial<Pick<CompletionDeps, "onGrown">> & {
      uri?: string;
      languageId?: string;
      syntax?: SyntaxChecker;
    } = {},
  ) {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { text, cursor } = at(marked);
    this.cursor = cursor;
    this.document = new OpenDocument(uri, languageId, 1, text);
    const workspaceFolders = () => ["file:///w"];
    const now = () => this.now;
    const files = {
      readText: async (file: string) => this.files.get(file) ?? null,
      realUri: async () => undefined,
    };
    this.secrets = new SecretFiles({ files, workspaceFolders, now });
    this.service = new CompletionService({
      engine: this.engine,
      context: new PromptContext({
        openDocuments: () => [this.document, ...this.others],
        secrets: this.secrets,
        edits: this.edits,
        now,
      }),
      settings: () => ({
        ...DEFAULT_SETTINGS,
        completion: { ...DEFAULT_SETTINGS.completion, ...this.completionSettings },
      }),
      secrets: this.secrets,
      syntax,
      onGrown,
      workspaceFolders,
      now,
      log: (line) => this.log.push(line),
    });
  }

  /** What the model was asked for at a cursor, without what it was asked ahead of time. */
  get asked(): ScriptedEngine["requests"] {
    return this.engine.requests.filter(({ request }) => request.lane === "completion");
  }

  get text(): string {
    return this.document.getText();
  }

  type(typed: string, closedByEditor = ""): void {
    this.replace(this.cursor, this.cursor, typed + closedByEditor);
    this.cursor += typed.length;
  }

  backspace(count: number): void {
    this.replace(this.cursor - count, this.cursor, "");
    this.cursor -= count;
  }

  accept({ id, range, insertText }: Suggestion): void {
    const start = this.document.offsetAt(range.start);
    this.replace(start, this.document.offsetAt(range.end), insertText);
    this.cursor = start + insertText.length;
    this.service.accepted(id);
  }

  request(options: Partial<CompletionRequest> = {}): CompletionRequest {
    return {
      document: this.document,
      position: this.document.positionAt(this.cursor),
      trigger: "automatic",
      ...options,
    };
  }

  /** Asks, and lets time pass until there is an answer. */
  async suggest(
    options: Partial<CompletionRequest> = {},
    signal = new AbortController().signal,
  ): Promise<Suggestion | null> {
    const suggestion = await this.wait(this.service.suggest(this.request(options), signal));
    this.whyNone = (await this.wait(this.service.last)).whyNone;
    return suggestion;
  }

  /** Lets time pass until something has come about. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    for (let turn = 0; turn < TURNS_OF_A_REQUEST && !settled; turn++) {
      await turnOfTheLoop();
      if (!settled) this.#tick(TICK_MS);
    }
    return promise;
  }

  async pass(ms: number): Promise<void> {
    await turnOfTheLoop();
    this.#tick(ms);
    await turnOfTheLoop();
  }

  rangeHere(before = 0, after = 0): Range {
    return {
      start: this.document.positionAt(this.cursor - before),
      end: this.document.positionAt(this.cursor + after),
    };
  }

  replace(start: number, end: number, text: string): void {
    const range = { start: this.document.positionAt(start), end: this.document.positionAt(end) };
    this.document.update([{ range, text }], this.document.version + 1);
    this.service.documentChanged(this.document);
  }

  #tick(ms: number): void {
    this.now += ms;
    mock.timers.tick(ms);
  }

  [Symbol.dispose](): void {
    this.service.dispose();
    mock.timers.reset();
  }
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
