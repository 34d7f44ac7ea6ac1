/**
 * An engine that says what a test wants, over the engine's own protocol: for streams that no model can be made to
 * say. It lives in the test's process, at the address where servers look for the engine.
 */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { createMessageConnection, ResponseError } from "vscode-jsonrpc/node";
import { processStartTime } from "../../../common/process-identity.ts";
import {
  newSocketPath,
  removeOwnAddress,
  writeAddress,
} from "../../../language-server/engine-protocol/address.ts";
import { acceptPeer } from "../../../language-server/engine-protocol/handshake.ts";
import {
  LineMessageReader,
  LineMessageWriter,
} from "../../../language-server/engine-protocol/message-stream.ts";
import {
  type PromptEdit,
  ReceivedPrompts,
  UnknownPromptError,
} from "../../../language-server/engine-protocol/prompt-edits.ts";
import {
  CountRequest,
  ENGINE_PROTOCOL,
  EngineErrors,
  type EngineStatus,
  type GenerateParams,
  GenerateRequest,
  type GenerateResult,
  HelloRequest,
  LoadRequest,
  type Prompt,
  promptSchema,
  StatusNotification,
  type StreamedToken,
  TokensNotification,
} from "../../../language-server/engine-protocol/protocol.ts";
import type { StopReason } from "../../../language-server/protocol/status.ts";

const READ_MS = 100;

const STATUS: EngineStatus = {
  state: "ready",
  model: {
    name: "test",
    path: "/test.gguf",
    architecture: "gpt-oss",
    bytes: 1,
    dialect: "harmony",
    chats: true,
  },
  contexts: [{ lane: "edit", size: 8_192, sequences: 2 }],
  chatContextTokens: 8_192,
};

type Notified = readonly (readonly [method: string, params: object])[];

export interface Stream {
  /** A marker such as "<|end|>" is that special token; everything else is text. */
  says: Iterable<string>;
  /** From one token to the next, in milliseconds. */
  everyMs?: number;
  stopReason?: StopReason;
  stoppedBy?: string;
  /** Notifications, whatever they hold, before the first token. */
  notifies?: Notified | ((id: number) => Notified);
  /** Takes the place of these fields of the result, whatever they hold. */
  result?: object;
  /** The engine dies after the last token. */
  dies?: boolean;
}

export class TestEngine implements AsyncDisposable {
  /** What it tells of its models to clients that connect from now on. */
  status: EngineStatus = STATUS;
  readonly requests: GenerateParams[] = [];
  /** As their prompts came over the socket. */
  readonly edits: PromptEdit[] = [];
  /** What the next generation says; one that warms says nothing. */
  stream: Stream = { says: [] };
  /** The first of them is said instead, and gone with it. */
  streams: Stream[] = [];
  /** Where it is there, it decides by the texts of the prompt what is said. */
  says: ((prompt: string) => Stream) | undefined;
  /** Prompts have as many tokens as they would have, instead of ten. */
  countsPrompts = false;
  /** The context turns out to hold no more than this, with the first prompt that is longer. */
  shrinksTo: number | undefined;
  /** How many tokens were sent of the last stream. */
  sent = 0;
  /** When its request came and when its last token was sent, by the process's clock, in milliseconds. */
  readonly times = { asked: 0, sent: 0 };
  #prompts = new ReceivedPrompts();
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(folder: string, secret: string) {
    this.#folder = folder;
    this.#server = createServer((socket) => void this.#accept(socket, secret));
  }

  /** `folder` is what servers have as OSSICLE_RUNTIME_DIR. */
  static async start(folder: string): Promise<TestEngine> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const secret = randomBytes(32).toString("hex");
    const engine = new TestEngine(folder, secret);
    const address = newSocketPath(folder);
    await new Promise<void>((resolve) => engine.#server.listen(address, resolve));
    await writeAddress(folder, {
      protocol: ENGINE_PROTOCOL,
      address,
      secret,
      pid: process.pid,
      startTime: await processStartTime(process.pid),
      host: hostname(),
    });
    return engine;
  }

  async #accept(socket: Socket, secret: string): Promise<void> {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    await acceptPeer(socket, secret);
    this.forgetPrompts();
    const connection = createMessageConnection(new LineMessageReader(socket), new LineMessageWriter(socket));
    connection.onRequest(HelloRequest, ({ settings }) => ({
      pid: process.pid,
      build: "test",
      status: this.status,
      settings,
    }));
    connection.onRequest(LoadRequest, () => this.status);
    connection.onRequest(CountRequest, ({ texts }) => ({
      counts: texts.map(tokensOf),
    }));
    connection.onRequest(GenerateRequest, async ({ prompt, ...request }, token): Promise<GenerateResult> => {
      this.times.asked = performance.now();
      this.edits.push(prompt);
      const params = { ...request, prompt: this.#read(request, prompt) };
      this.requests.push(params);
      if (params.maxTokens === 0) return result("end", 0);
      if (this.shrinksTo !== undefined) {
        const chatContextTokens = this.shrinksTo;
        this.shrinksTo = undefined;
        await connection.sendNotification(StatusNotification, { ...this.status, chatContextTokens });
        throw new ResponseError(EngineErrors.promptTooLong, "The prompt is too long.");
      }
      const {
        says,
        everyMs,
        stopReason = "end",
        stoppedBy,
        notifies = [],
        result: wrong,
        dies,
      } = this.says?.(textsOf(params.prompt).join("")) ?? this.streams.shift() ?? this.stream;
      const notified = typeof notifies === "function" ? notifies(request.id) : notifies;
      for (const [method, params] of notified) await connection.sendNotification(method, params);
      this.sent = 0;
      for (const piece of says) {
        if (everyMs !== undefined) await delay(everyMs);
        if (token.isCancellationRequested) return result("cancelled", this.sent);
        this.times.sent = performance.now();
        await connection.sendNotification(TokensNotification, {
          id: params.id,
          tokens: [tokenOf(piece, this.sent++)],
        });
        // As tokens come: not all before a cancel can arrive.
        if (this.sent % 50 === 0) await delay(1);
      }
      // What the client hasn't read by then is lost with the connection.
      if (dies) await delay(READ_MS);
      if (dies) for (const each of this.#sockets) each.destroy();
      return {
        ...this.#result(params, stopReason),
        ...(stoppedBy === undefined ? {} : { stoppedBy }),
        ...wrong,
      };
    });
    connection.listen();
  }

  #result({ prompt }: GenerateParams, stopReason: StopReason): GenerateResult {
    const counted = result(stopReason, this.sent);
    if (!this.countsPrompts) return counted;
    return { ...counted, counts: { ...counted.counts, promptTokens: tokensOf(textsOf(prompt).join("")) } };
  }

  /** Has no prompt any more that another one could go on from. */
  forgetPrompts(): void {
    this.#prompts = new ReceivedPrompts();
  }

  #read({ session, id }: { session: string; id: number }, edit: PromptEdit): Prompt {
    try {
      return v.parse(promptSchema, this.#prompts.read(session, id, edit));
    } catch (error) {
      if (!(error instanceof UnknownPromptError)) throw error;
      throw new ResponseError(EngineErrors.unknownPrompt, error.message);
    }
  }

  /** After its last server has ended: one that goes on would start an engine of its own. */
  async [Symbol.asyncDispose](): Promise<void> {
    await removeOwnAddress(this.#folder);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The texts of a prompt's parts or messages. */
export function textsOf(prompt: Prompt = []): string[] {
  if (Array.isArray(prompt)) return prompt.map((part) => ("text" in part ? part.text : ""));
  return [
    ...prompt.messages.map(({ text }) => text),
    ...(prompt.prefill === undefined ? [] : [prompt.prefill]),
  ];
}

const tokensOf = (text: string) => Math.ceil(text.length / 4);

function tokenOf(piece: string, id: number): StreamedToken {
  return /^<\|[a-z]+\|>$/.test(piece) ? { id, special: piece } : { id, text: piece };
}

function result(stopReason: StopReason, generatedTokens: number): GenerateResult {
  return {
    stopReason,
    counts: {
      promptTokens: 10,
      reusedTokens: 4,
      generatedTokens,
      draftedTokens: 0,
      acceptedTokens: 0,
      firstTokenMs: 1,
      totalMs: 2,
    },
    forwardPasses: generatedTokens,
    evaluatedTokens: 6 + generatedTokens,
    parts: [],
  };
}
