/**
 * Locks between processes: whoever creates the lock file has the lock until it removes it. A lock whose owner is gone
 * is taken over, by exactly one.
 */
import { randomBytes } from "node:crypto";
import { link, open, readFile, stat, unlink, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { isCode } from "./errors.ts";
import { isProcessAlive, isSameProcessAlive, processStartTime } from "./process-identity.ts";

const POLL_MS = 20;
/** Where the file system has no links, a lock file is empty for the moment between its creation and its first bytes. */
const MAX_WRITE_MS = 2_000;
/** An owner on another machine, whose processes can't be seen here, shows that often that it is alive. */
const HEARTBEAT_MS = 5_000;
const MAX_SILENCE_MS = 60_000;

const ownerSchema = v.object({
  /** No two locks have the same, not even those of one process. */
  token: v.pipe(v.string(), v.hexadecimal()),
  pid: v.number(),
  startTime: v.string(),
  host: v.string(),
});

type Owner = v.InferOutput<typeof ownerSchema>;

export interface FileLock {
  /** Gives the lock back. What another one holds meanwhile stays. */
  release(): Promise<void>;
}

/** A lock file as it was found. */
interface Found {
  /** Of this very lock: one that is created later has another. */
  id: string;
  /** Absent where the file is empty or damaged, as after a power cut. */
  owner?: Owner;
  /** Since it was last written or shown to be alive. */
  ageMs: number;
}

/**
 * Takes the lock, or resolves with undefined while another one holds it or is about to.
 *
 * @param path of the lock file, in a folder that is there
 * @throws when the file can't be written
 */
export function tryLock(path: string): Promise<FileLock | undefined> {
  return tryLockAt(path, path);
}

/**
 * Does something while no other process does it, and waits for that for as long as it takes.
 *
 * @throws when the lock file can't be written
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  let lock = await tryLock(path);
  while (!lock) {
    await delay(POLL_MS);
    lock = await tryLock(path);
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** @param root the path that claims on abandoned locks are named after */
async function tryLockAt(path: string, root: string): Promise<FileLock | undefined> {
  const token = newToken();
  const startTime = await processStartTime(process.pid);
  const owner: Owner = { token, pid: process.pid, startTime, host: hostname() };
  for (;;) {
    const found = await find(path);
    if (found && (await isHeld(found))) return undefined;
    if (found && !(await removeAbandoned(path, root, found))) return undefined;
    if (await create(path, `${root}.${newToken()}.tmp`, JSON.stringify(owner))) return held(path, token);
  }
}

const newToken = () => randomBytes(8).toString("hex");

function held(path: string, token: string): FileLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS).unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      if ((await find(path))?.id === token) await removeIfThere(path);
    },
  };
}

/** Returns whether the file wasn't there yet. Where the file system has links, it is never seen half written. */
async function create(path: string, aside: string, content: string): Promise<boolean> {
  try {
    await writeNew(aside, content);
    try {
      await link(aside, path);
      return true;
    } catch (error) {
      if (isCode(error, "EEXIST")) return false;
    }
  } finally {
    await removeIfThere(aside);
  }
  try {
    await writeNew(path, content);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function writeNew(path: string, content: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
  } catch (error) {
    await removeIfThere(path);
    throw error;
  } finally {
    await file.close();
  }
}

/** Undefined where there is none. */
async function find(path: string): Promise<Found | undefined> {
  try {
    const content = await readFile(path, "utf8");
    const { ino, mtimeMs, size } = await stat(path);
    const owner = readOwner(content);
    // Clocks may be set back.
    const ageMs = Math.abs(Date.now() - mtimeMs);
    return { id: owner?.token ?? `${ino}-${mtimeMs}-${size}`, owner, ageMs };
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function readOwner(content: string): Owner | undefined {
  try {
    return v.parse(ownerSchema, JSON.parse(content));
  } catch {
    return undefined;
  }
}

/** The last owner that was seen to be what it says: to ask again for its start time may take a process. */
let confirmed = "";

async function isHeld({ owner, ageMs }: Found): Promise<boolean> {
  if (!owner) return ageMs < MAX_WRITE_MS;
  if (owner.host !== hostname()) return ageMs < MAX_SILENCE_MS;
  if (owner.token === confirmed) return isProcessAlive(owner.pid);
  const isAlive = await isSameProcessAlive(owner.pid, owner.startTime);
  if (isAlive) confirmed = owner.token;
  return isAlive;
}

/**
 * Several may find the same lock abandoned, and the slower ones must not remove the lock of the fastest. So only the one
 * that has claimed this very lock removes it: by a lock of its own on the abandoned one's id, which may be abandoned
 * in turn. Returns whether the claim was made; the file is then gone, or another one's.
 */
async function removeAbandoned(path: string, root: string, { id }: Found): Promise<boolean> {
  const claim = await tryLockAt(`${root}.${id}.tmp`, root);
  if (!claim) return false;
  try {
    if ((await find(path))?.id === id) await removeIfThere(path);
    return true;
  } finally {
    await claim.release();
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
  }
}
