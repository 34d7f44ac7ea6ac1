/**
 * Where the files of a download lie. What is not whole and checked never has a model's name; what Ossicle notes about
 * files lies in a folder of its own beside them.
 */
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { writeFileAtomically } from "../../../common/atomic-file.ts";

const notes = (folder: string) => join(folder, ".ossicle");

export const finalPath = (folder: string, name: string) => join(folder, name);
/** What has arrived, from the beginning without a gap: its size says how much that is. */
export const partPath = (folder: string, name: string) => join(folder, `${name}.part`);
export const originPath = (folder: string, name: string) => join(notes(folder), `${name}.part.json`);
export const verifiedPath = (folder: string, name: string) => join(notes(folder), `${name}.verified.json`);
export const statePath = (folder: string, id: string) => join(notes(folder), `${id}.download.json`);
export const lockPath = (folder: string, id: string) => join(notes(folder), `${id}.lock`);
export const notesFolder = notes;

/** The checked content of a note, or undefined where there is none or it is damaged. */
export async function readNote<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined> {
  try {
    const parsed = v.safeParse(schema, JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** The models may lie in a folder of several users: as far as the umask lets them, they read each other's notes. */
const NOTE_MODE = 0o666;

/** Never half a note. */
export async function writeNote(path: string, value: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, JSON.stringify(value), NOTE_MODE);
}
