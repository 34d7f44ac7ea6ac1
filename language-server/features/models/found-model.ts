/** A model file and what its header says, as the client shows it. */

import { basename } from "node:path";
import { ModelProblem, type ModelsEngine, shortName } from "../../engine-client/api.ts";
import type { FoundModel, ModelSource } from "../../protocol/models.ts";
import { translated } from "../../text/l10n.ts";
import { type CatalogEntry, entryOfFile } from "./catalog.ts";
import type { ModelFile } from "./find-files.ts";

export interface ReadModel {
  model: FoundModel;
  /** Its checksum was compared with the catalog's, and it hasn't changed since. */
  isVerified: boolean;
}

/** What can be told before the header is read. */
export function unreadModel(
  { path, bytes, name }: ModelFile,
  source: ModelSource,
  catalog: readonly CatalogEntry[],
): FoundModel {
  const entry = entryOfFile(catalog, basename(path), bytes);
  return {
    path,
    name: name ?? shortName(path),
    bytes,
    source,
    ...(entry ? { catalogId: entry.id } : {}),
  };
}

/** Reads the header, and plans. A file that is no usable model gets its problem; rejects when the engine can't be asked. */
export async function readModel(
  file: ModelFile,
  source: ModelSource,
  catalog: readonly CatalogEntry[],
  engine: Pick<ModelsEngine, "inspect" | "plan">,
  signal: AbortSignal,
): Promise<ReadModel> {
  const model = unreadModel(file, source, catalog);
  try {
    const read = await engine.inspect(file.path, signal);
    return {
      model: {
        ...model,
        architecture: read.architecture,
        quantization: read.quantization,
        contextSize: read.trainContextSize,
        isGptOss: read.architecture === GPT_OSS,
        dialect: read.dialect,
        chats: read.chats,
        plan: await engine.plan({ path: file.path }, signal),
      },
      isVerified: read.isVerified,
    };
  } catch (error) {
    if (!(error instanceof ModelProblem)) throw error;
    return {
      model: { ...model, problem: { reason: translated(error.reason), advice: translated(error.advice) } },
      isVerified: false,
    };
  }
}

export const GPT_OSS = "gpt-oss";
