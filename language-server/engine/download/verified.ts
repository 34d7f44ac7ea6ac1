/** Records which files were checked against their SHA-256, and notices when one was changed since. */
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import * as v from "valibot";
import { readNote, verifiedPath, writeNote } from "./places.ts";

/** No file was written then. */
const NEVER_MS = -1;

const recordSchema = v.object({ bytes: v.number(), modifiedMs: v.number(), sha256: v.string() });

/** `changed`: it was whole once and has been written since. `unknown`: Ossicle never checked it. */
export type Verification = "verified" | "changed" | "unknown";

/**
 * Whether the file at `path` is as it was when it was checked.
 *
 * @param sha256 the checksum that it must have had; any, where it is not given
 */
export async function verificationOf(
  path: string,
  stats: { size: number; mtimeMs: number },
  sha256?: string,
): Promise<Verification> {
  const record = await readNote(verifiedPath(dirname(path), basename(path)), recordSchema);
  if (!record || (sha256 !== undefined && record.sha256 !== sha256)) return "unknown";
  return record.bytes === stats.size && record.modifiedMs === stats.mtimeMs ? "verified" : "changed";
}

/** Notes that the file at `path`, as it is now, has this checksum. */
export async function recordVerified(path: string, sha256: string): Promise<void> {
  const { size: bytes, mtimeMs: modifiedMs } = await stat(path);
  await writeNote(verifiedPath(dirname(path), basename(path)), { bytes, modifiedMs, sha256 });
}

/** Notes that a file which was whole once is so no more, although it looks as it did then. */
export async function recordChanged(path: string): Promise<void> {
  const note = verifiedPath(dirname(path), basename(path));
  const record = await readNote(note, recordSchema);
  if (record) await writeNote(note, { ...record, modifiedMs: NEVER_MS });
}
