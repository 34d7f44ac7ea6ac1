/**
 * Where the engine of this user is found: a file in a folder that only the user can enter. It holds the socket
 * (or Windows pipe) and the secret that both sides must know.
 */

import { createHash, randomBytes } from "node:crypto";
import { access, chmod, constants, lstat, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { homedir, hostname, tmpdir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import * as v from "valibot";
import { writeFileAtomically } from "../../common/atomic-file.ts";
import { isCode, messageOf } from "../../common/errors.ts";
import { isSameProcessAlive } from "../../common/process-identity.ts";
import { ENGINE_PROTOCOL } from "./protocol.ts";

const addressSchema = v.object({
  protocol: v.number(),
  /** Path of the socket, or name of the Windows pipe. */
  address: v.string(),
  /** Hex; never sent, only used in the handshake's HMAC. */
  secret: v.string(),
  pid: v.number(),
  startTime: v.string(),
  /** In milliseconds since 1970. Engines before this field have none. */
  startedAt: v.optional(v.number()),
  /** The runtime folder may lie on a disk shared by machines; sockets are not. */
  host: v.string(),
});

export type EngineAddress = v.InferOutput<typeof addressSchema>;

/** Sockets' paths are limited to about 104 bytes (macOS) and 108 (Linux). */
const MAX_SOCKET_PATH_BYTES = 100;
const SOCKET = /^[0-9a-f]{16}\.sock$/;

/**
 * The user-only folder of the address file, created when missing. Where the system's own can't be used, as after `su`,
 * it is one among the temporary files, and `log` says why.
 *
 * @throws when there is no folder that only this user can enter
 */
export async function runtimeFolder(log?: (line: string) => void): Promise<string> {
  const { OSSICLE_RUNTIME_DIR, LOCALAPPDATA, XDG_RUNTIME_DIR } = process.env;
  if (OSSICLE_RUNTIME_DIR) return usableFolder(OSSICLE_RUNTIME_DIR);
  if (process.platform === "win32")
    return usableFolder(join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "Ossicle", "run"));
  const temporary = join(tmpdir(), `ossicle-${userInfo().uid}`);
  if (!XDG_RUNTIME_DIR) return usableFolder(temporary);
  try {
    // The engine has another current folder.
    if (!isAbsolute(XDG_RUNTIME_DIR)) throw new Error("it isn't an absolute path");
    return await usableFolder(join(XDG_RUNTIME_DIR, "ossicle"), { parents: false });
  } catch (error) {
    const reason = messageOf(error);
    log?.(
      `XDG_RUNTIME_DIR (${XDG_RUNTIME_DIR}) can't be used: ${reason}. The engine's folder is ${temporary}.`,
    );
    return usableFolder(temporary);
  }
}

/** @param parents whether those that are missing are created. In "/proc", Node would try so forever. */
async function usableFolder(folder: string, { parents = true } = {}): Promise<string> {
  await mkdir(folder, { recursive: parents, mode: 0o700 }).catch((error: unknown) => {
    if (parents || !isCode(error, "EEXIST")) throw error;
  });
  if (process.platform !== "win32") {
    const stats = await lstat(folder);
    if (!stats.isDirectory() || stats.uid !== process.getuid?.())
      throw new Error(`${folder} belongs to another user. Remove it, or set OSSICLE_RUNTIME_DIR.`);
    if ((stats.mode & 0o077) !== 0) await chmod(folder, 0o700);
  }
  await access(folder, constants.W_OK);
  return folder;
}

export const addressFile = (folder: string, protocol: number = ENGINE_PROTOCOL) =>
  join(folder, `engine-${protocol}.json`);
export const lockFile = (folder: string) => join(folder, `engine-${ENGINE_PROTOCOL}.lock`);
/** Of the engine before. */
export const lastLogFile = (folder: string) => join(folder, `engine-${ENGINE_PROTOCOL}.last.log`);
/** What the engine has learnt from crashes. */
export const crashFile = (folder: string) => join(folder, "crashes.json");
export const logFile = (folder: string) => join(folder, `engine-${ENGINE_PROTOCOL}.log`);

/** A fresh, unguessable socket path or pipe name. */
export function newSocketPath(folder: string): string {
  const id = randomBytes(8).toString("hex");
  if (process.platform === "win32") return `\\\\.\\pipe\\ossicle-${id}`;
  const path = join(folder, `${id}.sock`);
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES
    ? path
    : join("/tmp", `${shortPrefix(folder)}${id}.sock`);
}

/** The sockets of all engines that ever listened for this folder, as far as their files are there. */
export async function socketPaths(folder: string): Promise<string[]> {
  if (process.platform === "win32") return [];
  const [own, short] = await Promise.all([folder, "/tmp"].map((place) => readdir(place).catch(() => [])));
  const prefix = shortPrefix(folder);
  return [
    ...(own ?? []).filter((name) => SOCKET.test(name)).map((name) => join(folder, name)),
    ...(short ?? [])
      .filter((name) => name.startsWith(prefix) && SOCKET.test(name.slice(prefix.length)))
      .map((name) => join("/tmp", name)),
  ];
}

const shortPrefix = (folder: string) =>
  `ossicle-${userInfo().uid}-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}-`;

/** Publishes the address at once and whole, readable by the user alone. */
export async function writeAddress(folder: string, address: EngineAddress): Promise<void> {
  await writeFileAtomically(addressFile(folder), JSON.stringify(address));
}

/** The published address, or undefined when there is none, it is damaged, or its engine is gone (stale). */
export async function readAddress(
  folder: string,
  protocol: number = ENGINE_PROTOCOL,
): Promise<EngineAddress | undefined> {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(addressFile(folder, protocol), "utf8"));
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(addressSchema, raw);
  if (!parsed.success || parsed.output.host !== hostname()) return undefined;
  const { pid, startTime } = parsed.output;
  return (await isSameProcessAlive(pid, startTime)) ? parsed.output : undefined;
}

/** Removes the address file if it is still this process's own. */
export async function removeOwnAddress(folder: string): Promise<void> {
  const published = await readAddress(folder);
  if (published?.pid === process.pid) await rm(addressFile(folder), { force: true });
}
