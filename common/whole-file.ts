import { rename, rm, writeFile } from "node:fs/promises";

/** Writes a file aside, then renames it: whoever reads it finds the old one or the new one, never half of it. */
export async function writeFileAtomically(path: string, text: string, mode?: number): Promise<void> {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(aside, text, { mode });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
