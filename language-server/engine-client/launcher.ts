/** Finds the engine of this user, or starts it: exactly one, however many servers start at the same moment. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, rename } from "node:fs/promises";
import { connect, Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createMessageConnection } from "vscode-jsonrpc/node";
import { allocatorEnvironment, childEnvironment, HEAP_ARGUMENTS } from "../../common/child-environment.ts";
import { tryLock } from "../../common/file-lock.ts";
import { isSameProcessAlive, processStartTime } from "../../common/process-identity.ts";
import { ask } from "../../common/wire.ts";
import {
  type EngineAddress,
  lastLogFile,
  lockFile,
  logFile,
  readAddress,
  runtimeFolder,
} from "../engine-protocol/address.ts";
import { cacheFolder } from "../engine-protocol/cache-folder.ts";
import { HANDSHAKE_TIMEOUT_MS, provePeer, SilentPeerError } from "../engine-protocol/handshake.ts";
import { LineMessageReader, LineMessageWriter } from "../engine-protocol/message-stream.ts";
import { ENGINE_PROTOCOL, ShutdownRequest } from "../engine-protocol/protocol.ts";
import { t } from "../text/l10n.ts";

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 30;
/** An engine that is silent for longer is said to be busy. */
const BUSY_AFTER_MS = 2_000;
/** An engine that is silent for so long never answers again: its own watchdog would have ended it by now. */
const HUNG_AFTER_MS = 120_000;
const MAX_TIMER_MS = 2 ** 31 - 1;
/** The machine may have slept while an engine was silent: it gets so long to answer before it is ended. */
const LAST_TRY_MS = 5_000;

/** Where Node keeps the engine's code compiled: a start, and each child of the engine, has 0.1 to 0.2 s less to do. */
const compiledCode = (): NodeJS.ProcessEnv => ({ NODE_COMPILE_CACHE: join(cacheFolder(), "compiled") });

/** A sentence for the user. */
export class EngineStartError extends Error {
  /** What to do, where it is known. */
  readonly advice: string | undefined;

  constructor(reason: string, advice?: string) {
    super(reason);
    this.advice = advice;
  }
}

const NO_SPACE = /ENOSPC|EDQUOT|no space left/i;

/** Of a folder that can't be written, with what the system says. */
function folderError(reason: string, folder: string, detail: string): EngineStartError {
  const advice = NO_SPACE.test(detail) ? t("Free up some space in {0}, then restart.", folder) : undefined;
  return new EngineStartError(reason, advice);
}

export interface ConnectOptions {
  /** `dist/engine.mjs` */
  enginePath: string;
  /** Numbers of the GPUs that an engine which has to be started may use; none means all. */
  devices: readonly number[];
  signal: AbortSignal;
  log: (line: string) => void;
  /** The engine is there, but doesn't answer for the moment. */
  onBusy: () => void;
  /** An engine that is silent for so long is ended, and another one started. */
  hungAfterMs?: number;
}

/**
 * A connected socket to the engine, proved in both directions. No other one is started beside an engine that lives: it
 * is waited for, and ended first where it stays silent.
 *
 * @throws EngineStartError with a sentence for the user when no engine can be started.
 */
export async function connectEngine(options: ConnectOptions): Promise<Socket> {
  const { enginePath, devices, signal, log } = options;
  const folder = await runtimeFolder(log).catch((error: Error) => {
    throw new EngineStartError(t("The engine's folder can't be used: {0}", error.message));
  });
  const debug = debuggerArguments();
  // Such an engine goes on when a debugger attaches, and may be held at a breakpoint for any time.
  const hungAfterMs = debug.length > 0 ? MAX_TIMER_MS : (options.hungAfterMs ?? HUNG_AFTER_MS);
  let deadline = debug.length > 0 ? Number.POSITIVE_INFINITY : Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const before = Date.now();
    const found = await connectPublished(folder, { ...options, timeoutMs: hungAfterMs });
    if (found instanceof Socket) return found;
    // To wait for an engine that lives takes nothing from the time to start one.
    deadline += Date.now() - before;
    const lock = await tryLock(lockFile(folder)).catch(({ message }: Error) => {
      throw folderError(t("The engine's folder {0} can't be written: {1}", folder, message), folder, message);
    });
    if (!lock) {
      // Another server is starting it.
      await delay(POLL_MS, undefined, { signal });
      continue;
    }
    try {
      // It may have come up between the first look and the lock.
      const early = await connectPublished(folder, { ...options, timeoutMs: LAST_TRY_MS });
      if (early instanceof Socket) return early;
      if (early) {
        if (early.startTime !== found?.startTime || early.pid !== found.pid) continue;
        log(`The engine (process ${early.pid}) has been silent for too long and is ended.`);
        await endHung(early);
      }
      await endOtherProtocols(folder, signal);
      return await startEngine([...debug, enginePath], devices, folder, deadline, signal);
    } finally {
      await lock.release();
    }
  }
  throw new EngineStartError(t("The engine didn't start in time."));
}

interface Patience {
  signal: AbortSignal;
  timeoutMs: number;
  onBusy?: () => void;
}

/**
 * A proved connection to the engine whose address is published; that address where its process lives, but was silent
 * for all that time; undefined when there is none, or something else at its address.
 */
async function connectPublished(
  folder: string,
  patience: Patience,
  protocol: number = ENGINE_PROTOCOL,
): Promise<Socket | EngineAddress | undefined> {
  const published = await readAddress(folder, protocol);
  if (!published) return undefined;
  try {
    return await connectTo(published, patience);
  } catch (error) {
    patience.signal.throwIfAborted();
    return error instanceof SilentPeerError ? published : undefined;
  }
}

async function connectTo(
  { address, secret }: EngineAddress,
  { signal, timeoutMs, onBusy }: Patience,
): Promise<Socket> {
  const socket = connect(address);
  const busy = setTimeout(() => onBusy?.(), BUSY_AFTER_MS);
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop);
  try {
    await once(socket, "connect", { signal });
    await provePeer(socket, secret, timeoutMs);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(busy);
    signal.removeEventListener("abort", stop);
  }
}

/** Ends the process that published this address, where it is certain that it is still the same. */
async function endHung({ pid, startTime }: EngineAddress): Promise<void> {
  if (startTime === "" || (await processStartTime(pid)) !== startTime) return;
  process.kill(pid, "SIGKILL");
  const deadline = Date.now() + LAST_TRY_MS;
  while (Date.now() < deadline && (await isSameProcessAlive(pid, startTime))) await delay(POLL_MS);
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
  const log = await open(logFile(folder), "w", 0o600).catch(({ message }: Error) => {
    throw folderError(t("The engine's log in {0} can't be written: {1}", folder, message), folder, message);
  });
  let exited: number | string | undefined;
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [...HEAP_ARGUMENTS, ...nodeArguments], {
      // Outside the extension's folder, which Windows could otherwise not replace.
      cwd: folder,
      detached: true,
      windowsHide: true,
      env: {
        ...compiledCode(),
        ...childEnvironment(),
        // The server has one of its own.
        ...allocatorEnvironment(2),
        ...deviceEnvironment(devices),
      },
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
      const timeoutMs = Math.min(deadline - Date.now(), HUNG_AFTER_MS);
      const found = await connectPublished(folder, { signal, timeoutMs });
      if (found instanceof Socket) return found;
      await delay(POLL_MS, undefined, { signal });
    }
  } catch (error) {
    // Nobody else would end one that waits for a debugger.
    if (signal.aborted && nodeArguments.length > 1) child.kill();
    throw error;
  }
  if (exited === undefined) throw new EngineStartError(t("The engine didn't start in time."));
  const last = await lastLogLine(folder);
  throw folderError(t("The engine stopped while starting ({0}): {1}", exited, last), folder, last);
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
async function endOtherProtocols(folder: string, signal: AbortSignal): Promise<void> {
  for (const protocol of [ENGINE_PROTOCOL - 1, ENGINE_PROTOCOL + 1]) {
    const socket = await connectPublished(folder, { signal, timeoutMs: HANDSHAKE_TIMEOUT_MS }, protocol);
    if (!(socket instanceof Socket)) continue;
    const connection = createMessageConnection(new LineMessageReader(socket), new LineMessageWriter(socket));
    connection.listen();
    await Promise.race([ask(connection, ShutdownRequest, {}).catch(() => null), delay(2_000)]);
    connection.dispose();
    socket.destroy();
  }
}
