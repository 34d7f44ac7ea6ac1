/** What is written beside an addon of ours: what it was made of, and its checksum. It is shipped with it. */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { nodeLlamaCppVersion, patches } from "./sources.ts";
import { ADDON } from "./variants.ts";

/** The file, in the folder of the addon. */
export const RECORD = "addon.json";

const recordSchema = v.object({
  nodeLlamaCpp: v.string(),
  /** The names of our changes. */
  patches: v.array(v.string()),
  sha256: v.string(),
});

/** Writes the record of the addon in `folder`. */
export async function writeRecord(folder: string): Promise<void> {
  const record: v.InferOutput<typeof recordSchema> = {
    nodeLlamaCpp: await nodeLlamaCppVersion(),
    patches: [...(await patches()).keys()],
    sha256: await checksum(folder),
  };
  await writeFile(join(folder, RECORD), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Throws unless `folder` has an addon of ours for the installed node-llama-cpp, as it was built. */
export async function checkRecord(folder: string): Promise<void> {
  const text = await readFile(join(folder, RECORD), "utf8").catch(() => undefined);
  if (text === undefined) throw new Error(`There is no addon of ours in ${folder}.`);
  const { nodeLlamaCpp, sha256 } = v.parse(recordSchema, JSON.parse(text));
  const version = await nodeLlamaCppVersion();
  if (nodeLlamaCpp !== version)
    throw new Error(
      `The addon in ${folder} is of node-llama-cpp ${nodeLlamaCpp}, and ${version} is shipped.`,
    );
  if (sha256 !== (await checksum(folder))) throw new Error(`The addon in ${folder} isn't what was built.`);
}

const checksum = async (folder: string) =>
  createHash("sha256")
    .update(await readFile(join(folder, ADDON)))
    .digest("hex");
