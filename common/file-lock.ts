import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

/** What is done under a lock takes milliseconds. */
const STALE_MS = 10_000;
const POLL_MS = 20;

/**
 * Does something while no other process does it: they agree by a file that only one can create. The lock of a
 * process that has ended, or that is older than ten seconds, doesn't count.
 *
 * @throws when the file can't be created for another reason than that it exists.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const content = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  while (!(await create(path, content))) {
    await removeIfStale(path);
    await wait(POLL_MS);
  }
  try {
    return await work();
  } finally {
    // Where it took too long, the lock may be another's by now.
    if ((await contentOf(path)) === content) await unlink(path).catch(() => {});
  }
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function removeIfStale(path: string): Promise<void> {
  const content = await contentOf(path);
  if (content === undefined || !(await isStale(path, content))) return;
  // Two may find it stale: what is moved away must be what was found, or it goes back.
  const aside = `${path}.${randomUUID()}.tmp`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await contentOf(aside)) !== content) await link(aside, path).catch(() => {});
  await unlink(aside).catch(() => {});
}

async function isStale(path: string, content: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > STALE_MS) return true;
  } catch {
    return false;
  }
  const owner = /^\{"pid":(\d+),"host":(".*?"),/.exec(content);
  if (owner?.[1] === undefined || owner[2] !== JSON.stringify(hostname())) return false;
  return !isAlive(Number(owner[1]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, "ESRCH");
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Whether it is an error of the file system with this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
