/** llama.cpp's own server, in a process that ends with this one. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";

export interface LlamaServerOptions {
  /** The folder of its program. */
  folder: string;
  modelPath: string;
  gpuLayers: number;
  /** 0: as many as it likes. */
  threads: number;
  context: ServerContext;
  /** Of how many layers. They are then in memory of its own, and not mapped from the file. */
  expertsOnCpu?: number;
  /** Gets what it logs, with the sizes of its memory. */
  onLog?: (text: string) => void;
}

export interface ServerContext {
  /** Tokens of each sequence. */
  size: number;
  sequences: number;
  /** Whether layers with a sliding window keep every token, as Ossicle's completions and edits do. */
  isFull: boolean;
}

export interface ServerRequest {
  /** As tokens, or as text in which special tokens are written out. */
  prompt: readonly number[] | string;
  /** How many are drawn, whatever the model says. */
  tokens: number;
  /** The sequence. */
  slot: number;
  signal?: AbortSignal;
  onToken?: () => void;
}

export interface ServerAnswer {
  /** What the server itself says; undefined where the request was cancelled. */
  reported?: ServerTimings;
  /** As the client sees it. */
  firstTokenMs: number;
  totalMs: number;
}

export interface ServerTimings {
  evaluatedTokens: number;
  /** From the beginning of the work on the prompt to the first token drawn. */
  firstTokenMs: number;
  generatedTokens: number;
  /** From the first token drawn to the end. */
  followingMs: number;
}

/** What Ossicle evaluates at once at most (`engine/model/model-loader.ts`). */
const BATCH_TOKENS = 512;
const HEALTH_POLL_MS = 10;
const KEPT_LOG_LINES = 15;

export class LlamaServer implements AsyncDisposable {
  readonly pid: number;
  /** Milliseconds from its start to its readiness. */
  readonly loadMs: number;
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(process: ChildProcess, url: string, loadMs: number) {
    this.pid = process.pid ?? 0;
    this.#process = process;
    this.#url = url;
    this.loadMs = loadMs;
  }

  static async start(options: LlamaServerOptions): Promise<LlamaServer> {
    const port = await freePort();
    const started = performance.now();
    const child = spawn(join(options.folder, "llama-server"), serverArguments(options, port), {
      stdio: ["ignore", "ignore", "pipe"],
    });
    // Nothing of this run outlives it, however it ends.
    const kill = () => void child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    let log: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      options.onLog?.(text);
      log = [...log, ...text.split("\n").filter((line) => line !== "")].slice(-KEPT_LOG_LINES);
    });
    const failed = once(child, "exit").then(([code, signal]) => {
      throw new Error(`llama-server ended with ${code ?? signal} before it was ready:\n${log.join("\n")}`);
    });
    const url = `http://127.0.0.1:${port}`;
    const waiting = new AbortController();
    await Promise.race([isHealthy(url, waiting.signal), failed]).finally(() => waiting.abort());
    // From here on its end shows in the requests that fail.
    failed.catch(() => undefined);
    return new LlamaServer(child, url, performance.now() - started);
  }

  /**
   * Draws after the prompt, reusing what the sequence has of it. Greedy with the cheapest chain of samplers it has, as
   * Ossicle's completions are greedy. A request that is cancelled resolves.
   */
  async complete({ prompt, tokens, slot, signal, onToken }: ServerRequest): Promise<ServerAnswer> {
    const started = performance.now();
    let firstTokenMs: number | undefined;
    let reported: ServerTimings | undefined;
    try {
      const response = await fetch(`${this.#url}/completion`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          prompt,
          n_predict: tokens,
          id_slot: slot,
          cache_prompt: true,
          ignore_eos: true,
          samplers: ["top_k"],
          top_k: 1,
          stream: true,
        }),
        signal,
      });
      if (!response.ok || !response.body)
        throw new Error(`llama-server answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
      for await (const line of linesOf(response.body)) {
        // Empty between two events; a comment, every 30 seconds, so that nobody takes the connection for lost.
        if (line === "" || line.startsWith(":")) continue;
        const event = parseEvent(line);
        firstTokenMs ??= performance.now() - started;
        if (event === "token") onToken?.();
        else reported = event;
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
    const totalMs = performance.now() - started;
    return { reported, firstTokenMs: firstTokenMs ?? totalMs, totalMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await exited;
  }
}

export function serverArguments(options: LlamaServerOptions, port: number): string[] {
  const { modelPath, gpuLayers, threads, context, expertsOnCpu = 0, onLog } = options;
  const { size, sequences, isFull } = context;
  return [
    ...["--model", modelPath, "--host", "127.0.0.1", "--port", String(port), "--offline"],
    ...["--ctx-size", String(size * sequences), "--parallel", String(sequences), "--no-kv-unified"],
    ...["--batch-size", String(BATCH_TOKENS), "--ubatch-size", String(BATCH_TOKENS)],
    ...(isFull ? ["--swa-full"] : []),
    ...["--flash-attn", "auto", "--n-gpu-layers", String(gpuLayers), "--fit", "off"],
    // It would copy the whole cache to memory whenever the prompt changes.
    ...["--cache-ram", "0"],
    ...(expertsOnCpu > 0 ? ["--n-cpu-moe", String(expertsOnCpu), "--no-mmap"] : []),
    ...(onLog ? ["--verbosity", "4"] : []),
    ...(threads > 0 ? ["--threads", String(threads), "--threads-batch", String(threads)] : []),
  ];
}

const token = v.object({ stop: v.literal(false) });
const end = v.object({
  stop: v.literal(true),
  timings: v.object({
    prompt_n: v.number(),
    prompt_ms: v.number(),
    predicted_n: v.number(),
    predicted_ms: v.number(),
  }),
});

async function* linesOf(body: NonNullable<Response["body"]>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/**
 * Reads one line of a streamed completion: a token, or at the end what the server says it took. Its "predicted" time
 * begins when the first token was drawn. Throws where the server reports an error.
 */
export function parseEvent(line: string): "token" | ServerTimings {
  // A token may be a line separator of Unicode.
  const data = /^data: (.*)$/s.exec(line)?.[1];
  if (data === undefined) throw new Error(`llama-server reports ${line.slice(0, 500)}`);
  const event = v.parse(v.variant("stop", [token, end]), JSON.parse(data));
  if (!event.stop) return "token";
  const { prompt_n, prompt_ms, predicted_n, predicted_ms } = event.timings;
  return {
    evaluatedTokens: prompt_n,
    firstTokenMs: prompt_ms,
    generatedTokens: predicted_n,
    followingMs: predicted_ms,
  };
}

/** Resolves when the model is loaded, or the signal is aborted. */
async function isHealthy(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { ok } = await fetch(`${url}/health`, { signal }).catch(() => ({ ok: false }));
    if (ok) return;
    await delay(HEALTH_POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port on this machine.");
  return address.port;
}
