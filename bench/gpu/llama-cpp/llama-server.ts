/** llama.cpp's own server on the same file, set up as the engine sets up its completion context. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import type { Measured } from "../measured.ts";

export interface LlamaServerOptions {
  /** The folder of its program. */
  folder: string;
  modelPath: string;
  gpuLayers: number;
  /** 0: as many as it likes. */
  threads: number;
}

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
   * Draws so many tokens after the prompt, reusing what its cache has of it. Greedy with the cheapest chain of
   * samplers it has, as Ossicle's completions are greedy.
   */
  async complete(tokens: readonly number[], generate: number): Promise<Measured> {
    const started = performance.now();
    const response = await fetch(`${this.#url}/completion`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        prompt: tokens,
        n_predict: generate,
        id_slot: 0,
        cache_prompt: true,
        ignore_eos: true,
        samplers: ["top_k"],
        top_k: 1,
      }),
    });
    const body = await response.text();
    const wallMs = performance.now() - started;
    if (!response.ok) throw new Error(`llama-server answered ${response.status}: ${body.slice(0, 500)}`);
    return { ...parseTimings(body), wallMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await exited;
  }
}

/** What Ossicle's plan has for completions on most machines (engine/plan.ts). */
const COMPLETIONS = { contextSize: 4_096, sequences: 2 };

function serverArguments({ modelPath, gpuLayers, threads }: LlamaServerOptions, port: number): string[] {
  const { contextSize, sequences } = COMPLETIONS;
  return [
    ...["--model", modelPath, "--host", "127.0.0.1", "--port", String(port), "--offline"],
    ...["--ctx-size", String(contextSize * sequences), "--parallel", String(sequences), "--no-kv-unified"],
    ...["--swa-full", "--flash-attn", "auto", "--n-gpu-layers", String(gpuLayers), "--fit", "off"],
    // It would copy the whole cache to memory whenever the prompt changes.
    ...["--cache-ram", "0"],
    ...(threads > 0 ? ["--threads", String(threads), "--threads-batch", String(threads)] : []),
  ];
}

const answer = v.object({
  timings: v.object({
    prompt_n: v.number(),
    prompt_ms: v.number(),
    predicted_n: v.number(),
    predicted_ms: v.number(),
  }),
});

/** What the server says a completion took. Its "predicted" time begins when the first token was drawn. */
export function parseTimings(body: string): Omit<Measured, "wallMs"> {
  const { prompt_n, prompt_ms, predicted_n, predicted_ms } = v.parse(answer, JSON.parse(body)).timings;
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
