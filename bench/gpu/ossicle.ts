/** Measuring through Ossicle's own server: an editor's requests, typed into a file, over LSP. */
import { pathToFileURL } from "node:url";
import { TextDocument, type TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import type { Tokenizer } from "../../language-server/engine/tokens/tokenizer.ts";
import { type PreparedPrompt, Prompter } from "../../language-server/features/completion/prompter.ts";
import { heal } from "../../language-server/prompt/healing.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import type { ServerProcess } from "../../test/server/support/client.ts";
import { Workplace } from "../../test/server/support/workplace.ts";
import { partsOf } from "../parts.ts";
import type { Keystroke, Trace } from "../trace.ts";
import { changeOf, cursorAfter } from "../typist.ts";
import type { Asked, Measured, Purpose } from "./measured.ts";

/** Most tokens of a suggestion while typing: about a line. Random weights never end by themselves. */
const TYPED_TOKENS = 16;
/** Of the answers that generation is measured on: the product's default. */
const LONG_TOKENS = 96;
/** Shorter answers say little about speed. */
const MIN_LONG_TOKENS = 24;

export interface Samples {
  coldPrompts: number;
  keystrokes: number;
  longAnswers: number;
}

export interface Measurement {
  asked: Asked;
  measured: Measured;
}

export interface OssicleOptions {
  modelPath: string;
  gpu: "cuda" | false;
  /** 0: as many as the product takes. */
  threads: number;
}

export class Ossicle implements AsyncDisposable {
  /** Milliseconds from the server's start to a model that is ready. */
  readonly loadMs: number;
  readonly status: ModelStatus;
  readonly #workplace: Workplace;
  readonly #server: ServerProcess;
  readonly #settings: object;

  private constructor(workplace: Workplace, server: ServerProcess, settings: object, loaded: Loaded) {
    this.#workplace = workplace;
    this.#server = server;
    this.#settings = settings;
    this.loadMs = loaded.ms;
    this.status = loaded.status;
  }

  /** Rejects when the model doesn't load, or not on the wanted device. */
  static async start({ modelPath, gpu, threads }: OssicleOptions): Promise<Ossicle> {
    const workplace = await Workplace.create();
    try {
      const settings = { model: { path: modelPath }, engine: { gpu, threads, idleUnloadMinutes: 0 } };
      const started = performance.now();
      const server = await workplace.server({ settings: withLength(settings, TYPED_TOKENS) });
      const status = await server.load();
      const ms = performance.now() - started;
      if (status.state !== "ready") throw new Error(`Ossicle can't load the model: ${status.reason}`);
      const backend = gpu === false ? "CPU" : "CUDA";
      if (status.device?.backend !== backend)
        throw new Error(`Ossicle runs on ${status.device?.backend}: ${status.device?.note}`);
      return new Ossicle(workplace, server, settings, { status, ms });
    } catch (error) {
      await workplace[Symbol.asyncDispose]();
      throw error;
    }
  }

  enginePid(): Promise<number> {
    return this.#workplace.enginePid();
  }

  /** Types the trace's passage, and asks at every keystroke; then goes on where the model writes long answers. */
  async type(
    trace: Trace,
    textTokens: number,
    tokenizer: Tokenizer,
    samples: Samples,
  ): Promise<Measurement[]> {
    const measurements: Measurement[] = [];
    for (let round = 1; round < samples.coldPrompts; round++) {
      await using file = await this.#open(`cold ${round}`, trace, textTokens, tokenizer);
      measurements.push(await file.ask("cold prompt"));
    }
    await using file = await this.#open("typed", trace, textTokens, tokenizer);
    measurements.push(await file.ask("cold prompt"));
    for (const key of trace.keystrokes.slice(0, samples.keystrokes)) {
      file.edit(key);
      measurements.push(await file.ask("keystroke"));
    }

    await this.#server.changeSettings(withLength(this.#settings, LONG_TOKENS));
    let long = 0;
    for (const key of trace.keystrokes.slice(samples.keystrokes)) {
      file.edit(key);
      // The first letters of a word are held by a grammar, which costs time of its own.
      if (file.isInWord) continue;
      const measurement = await file.ask("generation");
      if (measurement.measured.generatedTokens < MIN_LONG_TOKENS) continue;
      measurements.push(measurement);
      if (++long === samples.longAnswers) break;
    }
    await this.#server.changeSettings(withLength(this.#settings, TYPED_TOKENS));
    if (long === 0) throw new Error("The model never goes on for long enough for its speed to be measured.");
    return measurements;
  }

  #open(folder: string, trace: Trace, textTokens: number, tokenizer: Tokenizer): Promise<TypedFile> {
    const root = pathToFileURL(this.#workplace.folder).href;
    // The file's name stands before its code in the prompt: with another one, nothing of the code is in the cache.
    const uri = this.#workplace.uri(`${folder} ${textTokens}/inventory.ts`);
    return TypedFile.open(this.#server, { uri, root, trace, textTokens, tokenizer });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#workplace[Symbol.asyncDispose]();
  }
}

interface Loaded {
  status: ModelStatus;
  ms: number;
}

const withLength = (settings: object, maxTokens: number) => ({ ...settings, completion: { maxTokens } });

interface FileOptions {
  uri: string;
  /** The workspace folder's URI. */
  root: string;
  trace: Trace;
  textTokens: number;
  tokenizer: Tokenizer;
}

/** A document that is open in the server, with the product's own prompts for it beside. */
class TypedFile implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #options: FileOptions;
  readonly #document: TextDocument;
  readonly #prompter: Prompter;
  #cursor: number;
  #unsent: TextDocumentContentChangeEvent[] = [];

  private constructor(server: ServerProcess, options: FileOptions) {
    const { uri, root, trace } = options;
    this.#server = server;
    this.#options = options;
    this.#document = TextDocument.create(uri, "typescript", 1, trace.start);
    this.#prompter = new Prompter({
      context: { pieces: () => [], isOutdated: () => false, fileOf: (uri) => uri },
      workspaceFolders: () => [root],
      dialect: () => "harmony",
    });
    this.#cursor = trace.keystrokes[0]?.offset ?? 0;
  }

  static async open(server: ServerProcess, options: FileOptions): Promise<TypedFile> {
    await server.open(options.uri, options.trace.start);
    return new TypedFile(server, options);
  }

  /** Whether the letters before the cursor would be held by a grammar. */
  get isInWord(): boolean {
    return heal(this.#document.getText().slice(0, this.#cursor)).continueWith !== undefined;
  }

  /** A keystroke. The server hears of it with the next question. */
  edit(key: Keystroke): void {
    const change = changeOf(this.#document, key);
    TextDocument.update(this.#document, [change], this.#document.version + 1);
    this.#unsent.push(change);
    this.#cursor = cursorAfter(key);
  }

  /** A suggestion for the text as it is. */
  async ask(purpose: Purpose): Promise<Measurement> {
    const { uri, textTokens } = this.#options;
    const position = this.#document.positionAt(this.#cursor);
    const { prompt, healed } = this.#prompt();
    const started = performance.now();
    await this.#server.change(uri, ...this.#unsent.splice(0));
    await this.#server.suggest(uri, position);
    const wallMs = performance.now() - started;
    const { counts, whyNone } = await this.#server.last();
    if (!counts) throw new Error(`The model wasn't asked: ${whyNone}`);
    if (counts.promptTokens !== prompt.length)
      throw new Error(`The server sent ${counts.promptTokens} tokens where ${prompt.length} were expected.`);
    const { promptTokens, reusedTokens, generatedTokens, firstTokenMs, totalMs } = counts;
    return {
      asked: { purpose, textTokens, prompt, generatedTokens, healed },
      measured: {
        evaluatedTokens: promptTokens - reusedTokens,
        firstTokenMs,
        generatedTokens,
        followingMs: totalMs - firstTokenMs,
        wallMs,
      },
    };
  }

  /** What the server will send for the document as it is: it decides by the same keystrokes with the same code. */
  #prompt(): { prompt: readonly number[]; healed: boolean } {
    const document = this.#document;
    const { prompt, continueWith }: PreparedPrompt = this.#prompter.prepare({
      uri: document.uri,
      languageId: document.languageId,
      text: document.getText(),
      cursor: this.#cursor,
    });
    return {
      prompt: this.#options.tokenizer.prompt(partsOf(prompt)).tokens,
      healed: continueWith !== undefined,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close(this.#options.uri);
  }
}
