import { randomUUID } from "node:crypto";
import { open, rename, unlink } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { isCode } from "./errors.ts";

const USER_ONLY = 0o600;
const ATTEMPTS = 5;
const PAUSE_MS = 50;

/**
 * Writes a file so that it holds, whatever happens meanwhile, what it held before or the whole of the text.
 *
 * @param mode of the file; by default only the user can read it
 */
export async function writeFileAtomically(path: string, text: string, mode = USER_ONLY): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx", mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await move(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** On Windows, a scanner that looks at the file keeps it from being replaced for a moment. */
async function move(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const held = isCode(error, "EPERM") || isCode(error, "EACCES") || isCode(error, "EBUSY");
      if (!held || attempt === ATTEMPTS) throw error;
      await wait(PAUSE_MS * attempt);
    }
  }
}
