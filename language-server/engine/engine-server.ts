/**
 * The outside of the engine process: a socket that only the user's own servers can use, one model for all of them. The
 * process ends when no client needs it any more.
 */

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import type { MessageConnection } from "vscode-jsonrpc/node";
import { messageOf } from "../../common/errors.ts";
import { processStartTime } from "../../common/process-identity.ts";
import {
  type EngineAddress,
  newSocketPath,
  readAddress,
  removeOwnAddress,
  runtimeFolder,
  writeAddress,
} from "../engine-protocol/address.ts";
import { cacheFolder } from "../engine-protocol/cache-folder.ts";
import { acceptPeer } from "../engine-protocol/handshake.ts";
import { addToStats, emptyStats } from "../engine-protocol/lane-stats.ts";
import { ENGINE_PROTOCOL, type GenerateResult } from "../engine-protocol/protocol.ts";
import type { Lane } from "../protocol/lanes.ts";
import type { EngineStats } from "../protocol/status.ts";
import { CrashRecord } from "./backend/crash-record.ts";
import {
  type ConnectionHost,
  sendDownloads,
  sendLogLine,
  sendRestart,
  sendSettings,
  sendStatus,
  serveConnection,
} from "./connection.ts";
import { Downloads } from "./download/downloads.ts";
import type { StateFolder } from "./generation/saved-states.ts";
import { HeaderReader } from "./inspection/header-reader.ts";
import { ModelFileCache, programVersion } from "./inspection/model-file-cache.ts";
import { EngineModels } from "./model/engine-models.ts";
import { removeDeadSockets } from "./process/dead-sockets.ts";
import { lastEngineDiedOfMemory } from "./process/previous-log.ts";
import { ThreadWatch } from "./process/thread-watch.ts";

/** A reloaded window connects again within this time. */
const DEFAULT_GRACE_MS = 15_000;
const END_LIMIT_MS = 15_000;
const INSTALLED_CHECK_MS = 60_000;
const PUBLISHED_CHECK_MS = 5_000;

export class EngineServer implements ConnectionHost {
  readonly models: EngineModels;
  readonly headers: HeaderReader;
  readonly downloads: Downloads;
  readonly build: string;
  readonly stats: EngineStats = emptyStats();
  readonly #folder: string;
  readonly #address: EngineAddress;
  readonly #server: Server;
  readonly #connections = new Set<MessageConnection>();
  readonly #sockets = new Set<Socket>();
  readonly #threadWatch = new ThreadWatch();
  readonly #graceMs: number;
  readonly #checks: NodeJS.Timeout[];
  #grace: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;

  private constructor(
    folder: string,
    address: EngineAddress,
    build: string,
    fileCache: ModelFileCache,
    stateFolder: StateFolder,
    graceMs: number,
  ) {
    this.#folder = folder;
    this.#address = address;
    this.build = build;
    this.#graceMs = graceMs;
    this.headers = new HeaderReader(fileCache);
    this.models = new EngineModels({
      fileCache,
      stateFolder,
      crashes: new CrashRecord(folder, { diedOfMemory: () => lastEngineDiedOfMemory(folder) }),
      log: (line) => this.log(line),
      onStatus: (status) => {
        for (const connection of this.#connections) sendStatus(connection, status);
      },
      onSettings: (settings) => {
        for (const connection of this.#connections) sendSettings(connection, settings);
      },
      onRestart: () => this.#restart("The selected GPUs have changed, so the engine is restarting."),
      onHang: () => {
        this.log(
          "A native call doesn't return. The engine is stopping and will be restarted when it is needed.",
        );
        process.kill(process.pid, "SIGKILL");
      },
      allowBlocking: (ms) => this.#threadWatch.allow(ms),
    });
    this.downloads = new Downloads({
      program: build,
      log: (line) => this.log(line),
      onChange: (folder, downloads) => {
        for (const connection of this.#connections) sendDownloads(connection, folder, downloads);
      },
      onIdle: () => {
        if (this.#connections.size === 0) this.#startGrace(this.#graceMs);
      },
    });
    this.#server = createServer((socket) => void this.#accept(socket));
    // After an update or removal of the extension, no client will ask for this build again.
    const installedCheck = setInterval(() => {
      if (!existsSync(process.argv[1] ?? "")) this.shutdown();
    }, INSTALLED_CHECK_MS).unref();
    // What fails now is tried again soon.
    const publishedCheck = setInterval(() => {
      this.#checkPublished().catch(() => undefined);
    }, PUBLISHED_CHECK_MS).unref();
    this.#checks = [installedCheck, publishedCheck];
  }

  /** Listens and publishes the address. Rejects when the runtime folder can't be used (no space, not the user's). */
  static async start(build: string): Promise<EngineServer> {
    const folder = await runtimeFolder((line) => process.stderr.write(`${line}\n`));
    const graceMs = Number(process.env.OSSICLE_ENGINE_GRACE_MS ?? DEFAULT_GRACE_MS);
    const cache = cacheFolder();
    const program = await programVersion(build);
    const fileCache = new ModelFileCache(cache, program);
    const stateFolder = { path: join(cache, "states"), program };
    const address: EngineAddress = {
      protocol: ENGINE_PROTOCOL,
      address: newSocketPath(folder),
      secret: randomBytes(32).toString("hex"),
      pid: process.pid,
      startTime: await processStartTime(process.pid),
      startedAt: Date.now(),
      host: hostname(),
    };
    const engine = new EngineServer(folder, address, build, fileCache, stateFolder, graceMs);
    await new Promise<void>((resolve, reject) => {
      engine.#server.once("error", reject);
      engine.#server.listen(address.address, resolve);
    });
    // Give the process that started it at least the default grace period. Begun before anyone can come, since the first
    // client ends it.
    engine.#startGrace(Math.max(graceMs, DEFAULT_GRACE_MS));
    try {
      await writeAddress(folder, address);
    } catch (error) {
      clearTimeout(engine.#grace);
      engine.#server.close();
      throw error;
    }
    await removeDeadSockets(folder);
    return engine;
  }

  get clients(): number {
    return this.#connections.size;
  }

  record(lane: Lane, result: GenerateResult): void {
    addToStats(this.stats, lane, result.counts, result.evaluatedTokens);
  }

  /** Logs to a file in the runtime folder, since the engine has no terminal, and to the clients' logs. */
  log(line: string): void {
    for (const connection of this.#connections) sendLogLine(connection, line);
    process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  }

  /** Releases the model and ends the process. */
  shutdown(): void {
    if (this.#ending) return;
    // A native call that never returns must not keep the process and its memory.
    setTimeout(() => process.kill(process.pid, "SIGKILL"), END_LIMIT_MS).unref();
    this.#ending = this.#end().then(
      () => process.exit(0),
      (error: unknown) => {
        this.log(`The engine didn't stop cleanly: ${String(error)}`);
        process.exit(1);
      },
    );
  }

  async #accept(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    try {
      await acceptPeer(socket, this.#address.secret);
    } catch (error) {
      this.log(`A client was disconnected: ${messageOf(error)}`);
      socket.destroy();
      return;
    }
    clearTimeout(this.#grace);
    const connection = serveConnection(socket, this);
    this.#connections.add(connection);
    connection.onClose(() => {
      this.#connections.delete(connection);
      connection.dispose();
      if (this.#connections.size === 0) this.#startGrace(this.#graceMs);
    });
    sendStatus(connection, this.models.status);
  }

  /**
   * Publishes the address again where it is gone, as when a folder for temporary files was cleaned. Of two engines the
   * later one gives way, unless new clients can't reach the earlier one.
   */
  async #checkPublished(): Promise<void> {
    const published = await readAddress(this.#folder);
    if (this.#ending || published?.secret === this.#address.secret) return;
    const { address, startedAt = 0 } = this.#address;
    const canBeReached = process.platform === "win32" || existsSync(address);
    if (canBeReached && (!published || startedAt < (published.startedAt ?? 0)))
      await writeAddress(this.#folder, this.#address);
    else if (published) this.#restart(`Another engine runs (process ${published.pid}), so this one ends.`);
  }

  /** Ends after the clients are told that they will find an engine again. */
  #restart(reason: string): void {
    this.log(reason);
    for (const connection of this.#connections) sendRestart(connection);
    this.shutdown();
  }

  #startGrace(ms: number): void {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => {
      if (!this.downloads.isRunning) return this.shutdown();
      // A download goes on after its window is closed; the model's memory is released.
      void this.models.unloadAll();
    }, ms);
  }

  async #end(): Promise<void> {
    clearTimeout(this.#grace);
    for (const check of this.#checks) clearInterval(check);
    // First, so that a server that starts now launches a new engine.
    await removeOwnAddress(this.#folder);
    this.#server.close();
    const socket = this.#server.address();
    await this.downloads.dispose();
    await this.models.dispose();
    for (const peer of this.#sockets) peer.destroy();
    if (typeof socket === "string" && process.platform !== "win32") await rm(socket, { force: true });
  }
}
