/** Starts real engines in folders of their own, with fixture models, on one thread. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isProcessAlive } from "../../common/process-identity.ts";
import type { PromptProgress } from "../../language-server/engine-client/api.ts";
import { EngineClient } from "../../language-server/engine-client/client.ts";
import type {
  EngineSettings,
  GenerateParams,
  GenerateResult,
  Part,
} from "../../language-server/engine-protocol/protocol.ts";
import { keepEngineCache, lendEngineCache } from "../engine-cache.ts";

export const ENGINE_PATH = resolve("dist/engine.mjs");
const GRACE_MS = 300;

export const settingsFor = (path: string): EngineSettings => ({
  model: { path, lora: [] },
  gpu: false,
  devices: [],
  threads: 1,
  idleUnloadMinutes: 0,
  chatContextSize: 0,
});

/** A runtime folder of its own with everything that was started in it; `end` leaves no process behind. */
export class EngineBench {
  readonly folder: string;
  readonly logs: string[] = [];
  readonly #clients: EngineClient[] = [];
  readonly #pids = new Set<number>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<EngineBench> {
    const bench = new EngineBench(await mkdtemp(join(tmpdir(), "ossicle-engine-")));
    await lendEngineCache(bench.folder);
    process.env.OSSICLE_RUNTIME_DIR = bench.folder;
    process.env.OSSICLE_ENGINE_GRACE_MS = String(GRACE_MS);
    return bench;
  }

  client(path: string, change: Partial<EngineSettings> = {}): EngineClient {
    const client = new EngineClient({
      enginePath: ENGINE_PATH,
      settings: { ...settingsFor(path), ...change },
      clientName: "test",
      log: (line) => this.logs.push(line),
    });
    this.#clients.push(client);
    return client;
  }

  /** A client whose model is loaded. */
  async ready(path: string): Promise<EngineClient> {
    const client = this.client(path);
    const status = await client.load();
    if (status.state !== "ready") throw new Error(`The model is not ready: ${status.reason ?? status.state}`);
    await this.pid();
    return client;
  }

  /** The engine's process id, from its address file. */
  async pid(): Promise<number> {
    const { pid } = JSON.parse(await readFile(join(this.folder, "engine-2.json"), "utf8"));
    this.#pids.add(pid);
    return pid;
  }

  async end(): Promise<void> {
    await this.pid().catch(() => undefined);
    await Promise.all(this.#clients.map((client) => client.dispose()));
    for (const pid of this.#pids) await until(() => !isProcessAlive(pid), `engine ${pid} to end`);
    await keepEngineCache(this.folder);
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  ms = 60_000,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await delay(10);
  }
}

export const text = (value: string): Part => ({ text: value });
export const special = (name: string): Part => ({ special: name });

export interface Answer extends GenerateResult {
  text: string;
  specials: string[];
}

/** Runs a greedy generation and collects what it streams. */
export async function ask(
  client: EngineClient,
  prompt: Part[],
  options: Partial<Omit<GenerateParams, "id" | "prompt">> & {
    signal?: AbortSignal;
    onText?: (text: string) => void;
    onProgress?: (progress: PromptProgress) => void;
  } = {},
): Promise<Answer> {
  const { signal = new AbortController().signal, onText, onProgress, ...request } = options;
  const answer = { text: "", specials: [] as string[] };
  const result = await client.generate(
    {
      lane: "completion",
      session: "test",
      sampling: { temperature: 0 },
      stop: { texts: [], specials: ["<|return|>"] },
      maxTokens: 16,
      prompt,
      ...request,
    },
    {
      signal,
      ...(onProgress ? { onProgress } : {}),
      onTokens: (tokens) => {
        for (const token of tokens) {
          answer.text += token.text ?? "";
          if (token.special !== undefined) answer.specials.push(token.special);
          if (token.text !== undefined) onText?.(token.text);
        }
      },
    },
  );
  return { ...result, ...answer };
}
