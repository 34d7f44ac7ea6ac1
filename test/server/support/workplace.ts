/** A place of its own for one test: a runtime folder, a workspace, servers, and the certainty that all of them end. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isProcessAlive } from "../../../common/process-identity.ts";
import { keepEngineCache, lendEngineCache } from "../../engine-cache.ts";
import { type ClientOptions, ServerProcess } from "./client.ts";
import { until } from "./until.ts";

/** How long an engine without clients lives in tests, in milliseconds. */
export const ENGINE_GRACE_MS = 300;

/** What says where this machine's models are. */
const MODEL_FOLDERS = [
  ...["HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"],
  ...["XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"],
  ...["HF_HOME", "HF_HUB_CACHE", "LLAMA_CACHE", "OLLAMA_MODELS"],
];

export class Workplace implements AsyncDisposable {
  readonly folder: string;
  readonly #servers: ServerProcess[] = [];
  readonly #enginePids = new Set<number>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Workplace> {
    const workplace = new Workplace(await mkdtemp(join(tmpdir(), "oss-")));
    await lendEngineCache(workplace.path("run"));
    return workplace;
  }

  /** What makes a server's engine, cache and models those of this place. */
  get environment(): Record<string, string> {
    return {
      OSSICLE_RUNTIME_DIR: this.path("run"),
      OSSICLE_CACHE_DIR: this.path("cache"),
      OSSICLE_ENGINE_GRACE_MS: String(ENGINE_GRACE_MS),
      ...Object.fromEntries(MODEL_FOLDERS.map((name) => [name, this.path(join("home", name))])),
    };
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Of the folder in which its servers work. */
  get folderUri(): string {
    return pathToFileURL(this.folder).href;
  }

  uri(name: string): string {
    return pathToFileURL(this.path(name)).href;
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = this.path(name);
    await writeFile(path, content);
    return path;
  }

  /** A server in its own process, initialized. All servers of a workplace share its engine. */
  async server(options: Partial<ClientOptions> = {}): Promise<ServerProcess> {
    const server = await ServerProcess.start({
      workspaceFolder: this.folder,
      ...options,
      env: { ...this.environment, ...options.env },
    });
    this.#servers.push(server);
    return server;
  }

  /** The process id of the engine that is published now. Waits for one. */
  async enginePid(): Promise<number> {
    return until("an engine is published", async () => {
      const address = await readFile(this.path("run/engine-2.json"), "utf8").catch(() => "{}");
      const { pid } = JSON.parse(address) as { pid?: number };
      if (pid === undefined || !isProcessAlive(pid)) return undefined;
      this.#enginePids.add(pid);
      return pid;
    });
  }

  /** Ids of all processes that were started in this workplace, where the system tells (Linux). */
  async processes(): Promise<number[]> {
    if (process.platform !== "linux") return [];
    const mark = `OSSICLE_RUNTIME_DIR=${this.path("run")}\0`;
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
    const environments = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/environ`, "latin1").catch(() => "")),
    );
    return pids.filter((_, i) => environments[i]?.includes(mark));
  }

  /** Ends every server as an editor does, and fails when a process of this workplace is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    const address = await readFile(this.path("run/engine-2.json"), "utf8").catch(() => "{}");
    const { pid } = JSON.parse(address) as { pid?: number };
    if (pid !== undefined) this.#enginePids.add(pid);
    try {
      await Promise.all(this.#servers.map((server) => server.end()));
      for (const engine of this.#enginePids)
        await until(`engine ${engine} is gone`, () => !isProcessAlive(engine) || undefined);
      await until(
        "no process of the workplace is left",
        async () => (await this.processes()).length === 0 || undefined,
      );
    } finally {
      for (const server of this.#servers) server.kill();
      for (const engine of this.#enginePids) if (isProcessAlive(engine)) process.kill(engine, "SIGKILL");
      await keepEngineCache(this.path("run"));
      await rm(this.folder, { recursive: true, force: true });
    }
  }
}
