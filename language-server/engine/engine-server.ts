/**
 * The engine process' outside: a socket that only the user's own servers can use, one model for all of them, and
 * an end when nobody needs it any more.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { hostname } from "node:os";
import type { MessageConnection } from "vscode-jsonrpc/node";
import { processStartTime } from "../../common/process-identity.ts";
import { newSocketPath, removeOwnAddress, runtimeFolder, writeAddress } from "../engine-protocol/address.ts";
import { acceptPeer } from "../engine-protocol/handshake.ts";
import { addToStats, emptyStats } from "../engine-protocol/lane-stats.ts";
import { ENGINE_PROTOCOL, type GenerateResult } from "../engine-protocol/protocol.ts";
import type { EngineStats, Lane } from "../protocol/status.ts";
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
import { HeaderReader } from "./inspection/header-reader.ts";
import { ModelFileCache, programVersion } from "./inspection/model-file-cache.ts";
import { ModelHost } from "./model/model-host.ts";
import { cacheFolder } from "./process/cache-folder.ts";
import { lastEngineDiedOfMemory } from "./process/previous-log.ts";

/** A reloaded window comes back within this. */
const DEFAULT_GRACE_MS = 15_000;
const END_LIMIT_MS = 15_000;
const INSTALLED_CHECK_MS = 60_000;

export class EngineServer implements ConnectionHost {
  readonly host: ModelHost;
  readonly headers: HeaderReader;
  readonly downloads: Downloads;
  readonly build: string;
  readonly stats: EngineStats = emptyStats();
  readonly #folder: string;
  readonly #server: Server;
  readonly #secret = randomBytes(32).toString("hex");
  readonly #connections = new Set<MessageConnection>();
  readonly #sockets = new Set<Socket>();
  readonly #graceMs: number;
  readonly #installedCheck: NodeJS.Timeout;
  #grace: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;

  private constructor(folder: string, build: string, known: ModelFileCache, graceMs: number) {
    this.#folder = folder;
    this.build = build;
    this.#graceMs = graceMs;
    this.headers = new HeaderReader(known);
    this.host = new ModelHost({
      known,
      crashes: new CrashRecord(folder, { diedOfMemory: () => lastEngineDiedOfMemory(folder) }),
      log: (line) => this.log(line),
      onStatus: (status) => {
        for (const connection of this.#connections) sendStatus(connection, status);
      },
      onSettings: (settings) => {
        for (const connection of this.#connections) sendSettings(connection, settings);
      },
      onRestart: () => {
        this.log("The selected GPUs have changed, so the engine is restarting.");
        for (const connection of this.#connections) sendRestart(connection);
        this.shutdown();
      },
      onHang: () => {
        this.log(
          "A native call doesn't return. The engine is stopping and will be restarted when it is needed.",
        );
        process.kill(process.pid, "SIGKILL");
      },
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
    // After an update or removal of the extension nothing will ever ask for this build again.
    this.#installedCheck = setInterval(() => {
      if (!existsSync(process.argv[1] ?? "")) this.shutdown();
    }, INSTALLED_CHECK_MS).unref();
  }

  /** Listens and publishes the address. Rejects when the runtime folder can't be used (no space, not the user's). */
  static async start(build: string): Promise<EngineServer> {
    const folder = await runtimeFolder();
    const graceMs = Number(process.env.OSSICLE_ENGINE_GRACE_MS ?? DEFAULT_GRACE_MS);
    // With the rest, where a folder is given for that.
    const known = new ModelFileCache(
      process.env.OSSICLE_RUNTIME_DIR || cacheFolder(),
      await programVersion(build),
    );
    const engine = new EngineServer(folder, build, known, graceMs);
    const address = newSocketPath(folder);
    await new Promise<void>((resolve, reject) => {
      engine.#server.once("error", reject);
      engine.#server.listen(address, resolve);
    });
    try {
      await writeAddress(folder, {
        protocol: ENGINE_PROTOCOL,
        address,
        secret: engine.#secret,
        pid: process.pid,
        startTime: await processStartTime(process.pid),
        host: hostname(),
      });
    } catch (error) {
      engine.#server.close();
      throw error;
    }
    // Whoever started it comes soon, if not at once on a busy machine.
    engine.#startGrace(Math.max(graceMs, DEFAULT_GRACE_MS));
    return engine;
  }

  get clients(): number {
    return this.#connections.size;
  }

  record(lane: Lane, result: GenerateResult): void {
    addToStats(this.stats, lane, result.counts, result.evaluatedTokens);
  }

  /** The log is a file in the runtime folder, since the engine has no terminal, and part of the clients' logs. */
  log(line: string): void {
    for (const connection of this.#connections) sendLogLine(connection, line);
    process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  }

  /** Releases the model and ends the process. */
  shutdown(): void {
    if (this.#ending) return;
    // A native call that does not return must not keep the process, and the memory, for ever.
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
      await acceptPeer(socket, this.#secret);
    } catch (error) {
      this.log(`A client was disconnected: ${error instanceof Error ? error.message : String(error)}`);
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
    sendStatus(connection, this.host.status);
  }

  #startGrace(ms: number): void {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => {
      if (!this.downloads.isRunning) return this.shutdown();
      // A download outlives its window; the model's memory needn't.
      void this.host.unload();
    }, ms);
  }

  async #end(): Promise<void> {
    clearTimeout(this.#grace);
    clearInterval(this.#installedCheck);
    // First of all, so that a server which starts now starts a new engine.
    await removeOwnAddress(this.#folder);
    this.#server.close();
    const socket = this.#server.address();
    await this.downloads.dispose();
    await this.host.dispose();
    for (const peer of this.#sockets) peer.destroy();
    if (typeof socket === "string" && process.platform !== "win32") await rm(socket, { force: true });
  }
}
