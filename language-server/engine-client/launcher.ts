/** Finds the engine of this user, or starts it: exactly one, however many servers start at the same moment. */

import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, rename } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createMessageConnection } from "vscode-jsonrpc/node";
import { childEnvironment } from "../../common/child-environment.ts";
import { tryLock } from "../../common/file-lock.ts";
import { ask } from "../../common/wire.ts";
import {
  type EngineAddress,
  lastLogFile,
  lockFile,
  logFile,
  readAddress,
  runtimeFolder,
} from "../engine-protocol/address.ts";
import { provePeer } from "../engine-protocol/handshake.ts";
import { LineMessageReader, LineMessageWriter } from "../engine-protocol/message-stream.ts";
import { ENGINE_PROTOCOL, ShutdownRequest } from "../engine-protocol/protocol.ts";
import { t } from "../text/l10n.ts";

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 30;

/**
 * For glibc, which else keeps the memory of models that were released: after the first large block is freed, it takes
 * such blocks from heaps that it never gives back, one for each thread.
 */
const ALLOCATOR: NodeJS.ProcessEnv =
  process.platform === "linux" ? { MALLOC_MMAP_THRESHOLD_: "131072", MALLOC_ARENA_MAX: "2" } : {};

class EngineStartError extends Error {}

/**
 * A connected socket to the engine, proved in both directions.
 *
 * @param enginePath `dist/engine.mjs`
 * @param devices numbers of the GPUs that an engine which has to be started may use; none means all
 * @throws EngineStartError with a sentence for the user when no engine can be started.
 */
export async function connectEngine(
  enginePath: string,
  devices: readonly number[],
  signal: AbortSignal,
): Promise<Socket> {
  const folder = await runtimeFolder().catch((error: Error) => {
    throw new EngineStartError(t("The engine's folder can't be used: {0}", error.message));
  });
  const debug = debuggerArguments();
  // Such an engine goes on when a debugger attaches.
  const deadline = debug.length > 0 ? Number.POSITIVE_INFINITY : Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const socket = await connectPublished(folder);
    if (socket) return socket;
    const lock = await tryLock(lockFile(folder)).catch((error: Error) => {
      throw new EngineStartError(t("The engine's folder isn't writable: {0}", error.message));
    });
    if (!lock) {
      // Another server is starting it.
      await delay(POLL_MS, undefined, { signal });
      continue;
    }
    try {
      // It may have come up between the first look and the lock.
      const early = await connectPublished(folder);
      if (early) return early;
      await endOtherProtocols(folder);
      return await startEngine([...debug, enginePath], devices, folder, deadline, signal);
    } finally {
      await lock.release();
    }
  }
  throw new EngineStartError(t("The engine didn't start in time."));
}

/** A proved connection to the engine whose address is published, or undefined when none answers. */
async function connectPublished(
  folder: string,
  protocol: number = ENGINE_PROTOCOL,
): Promise<Socket | undefined> {
  const published = await readAddress(folder, protocol);
  return published && (await connectTo(published).catch(() => undefined));
}

async function connectTo({ address, secret }: EngineAddress): Promise<Socket> {
  const socket = connect(address);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    await provePeer(socket, secret);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Node's arguments for an engine that waits for a debugger before its first line; none unless that is asked for. */
function debuggerArguments(port = process.env.OSSICLE_ENGINE_INSPECT): string[] {
  if (!port) return [];
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new EngineStartError(`OSSICLE_ENGINE_INSPECT is "${port}"; it should be a port.`);
  // Whoever reaches the port can run code here: never beyond this machine.
  return [`--inspect-brk=127.0.0.1:${number}`];
}

async function startEngine(
  nodeArguments: readonly string[],
  devices: readonly number[],
  folder: string,
  deadline: number,
  signal: AbortSignal,
): Promise<Socket> {
  // It may say what that engine died of, and belongs into a report.
  await rename(logFile(folder), lastLogFile(folder)).catch(() => undefined);
  const log = await open(logFile(folder), "w", 0o600).catch((error: Error) => {
    throw new EngineStartError(t("The engine's log can't be written: {0}", error.message));
  });
  let exited: number | string | undefined;
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, nodeArguments, {
      // Outside the extension's folder, which Windows could otherwise not replace.
      cwd: folder,
      detached: true,
      windowsHide: true,
      env: { ...ALLOCATOR, ...childEnvironment(), ...deviceEnvironment(devices) },
      stdio: ["ignore", "ignore", log.fd],
    });
    child.on("exit", (code, killedBy) => {
      exited = code ?? killedBy ?? "unknown";
    });
    child.on("error", (error) => {
      exited = error.message;
    });
    child.unref();
  } finally {
    await log.close();
  }
  try {
    while (Date.now() < deadline && exited === undefined) {
      const socket = await connectPublished(folder);
      if (socket) return socket;
      await delay(POLL_MS, undefined, { signal });
    }
  } catch (error) {
    // Nobody else would end one that waits for a debugger.
    if (signal.aborted && nodeArguments.length > 1) child.kill();
    throw error;
  }
  if (exited === undefined) throw new EngineStartError(t("The engine didn't start in time."));
  throw new EngineStartError(
    t("The engine stopped while starting ({0}): {1}", exited, await lastLogLine(folder)),
  );
}

/** What the user has set in the environment stays where the setting says nothing. */
function deviceEnvironment(devices: readonly number[]): Record<string, string> {
  if (devices.length === 0) return {};
  const list = devices.join(",");
  return { CUDA_VISIBLE_DEVICES: list, GGML_VK_VISIBLE_DEVICES: list };
}

async function lastLogLine(folder: string): Promise<string> {
  const log = await readFile(logFile(folder), "utf8").catch(() => "");
  const lines = log.split("\n").filter((line) => line.trim() !== "" && !/^\s+at |^Node\.js /.test(line));
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? t("it left no message");
}

/** Older and newer engines of this user are asked to free the GPU. */
async function endOtherProtocols(folder: string): Promise<void> {
  for (const protocol of [ENGINE_PROTOCOL - 1, ENGINE_PROTOCOL + 1]) {
    const socket = await connectPublished(folder, protocol);
    if (!socket) continue;
    const connection = createMessageConnection(new LineMessageReader(socket), new LineMessageWriter(socket));
    connection.listen();
    await Promise.race([ask(connection, ShutdownRequest, {}).catch(() => null), delay(2_000)]);
    connection.dispose();
    socket.destroy();
  }
}
