/**
 * Loads a model without node-llama-cpp's reader of headers. It reads each header in JavaScript, value by value, before
 * llama.cpp reads it anyway: with a real vocabulary that takes 0.7 s and leaves 90 MB of memory behind, for a few facts
 * that are known here. There is no option for it
 * (https://github.com/withcatai/node-llama-cpp/blob/v3.22.1/src/evaluator/LlamaModel/LlamaModel.ts), so that the
 * engine's bundle puts this module in the place of the reader (tools/bundle), for models alone. Outside of the bundle
 * every header is read.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type GgufFileInfo, readGgufFileInfo as readWhole } from "node-llama-cpp";
import * as v from "valibot";
import { HeaderDamage, readMetadata } from "../../engine-protocol/gguf-header.ts";

const known = new AsyncLocalStorage<GgufFileInfo | undefined>();

/** Runs `load`. A model that it loads has this header, whatever its file says; without one it is read. */
export const withHeader = <T>(header: GgufFileInfo | undefined, load: () => Promise<T>): Promise<T> =>
  known.run(header, load);

/** For node-llama-cpp. */
export const readGgufFileInfo: typeof readWhole = async (path, options) =>
  known.getStore() ?? readWhole(path, options);

const pairsSchema = v.record(v.string(), v.unknown());
const metadataSchema = v.custom<GgufFileInfo["metadata"]>((value) =>
  v.is(v.looseObject({ general: v.looseObject({ architecture: v.string() }) }), value),
);

/**
 * What node-llama-cpp needs of a header to load the model: all but the vocabulary and the tensors. Undefined where the
 * header is damaged or doesn't say how many layers the model has.
 */
export async function readShortHeader(path: string): Promise<GgufFileInfo | undefined> {
  try {
    return shortHeader(nested(await readMetadata(path)));
  } catch (error) {
    if (error instanceof HeaderDamage || v.isValiError(error)) return undefined;
    throw error;
  }
}

function shortHeader(pairs: Record<string, unknown>): GgufFileInfo {
  const metadata = v.parse(metadataSchema, pairs);
  const ofArchitecture = v.parse(pairsSchema, Reflect.get(metadata, metadata.general.architecture));
  v.parse(v.object({ block_count: v.number() }), ofArchitecture);
  return {
    version: 3,
    tensorCount: 0,
    metadata,
    architectureMetadata: ofArchitecture,
    metadataSize: 0,
    tensorInfo: [],
    fullTensorInfo: [],
    splicedParts: 1,
    totalTensorCount: 0,
    totalMetadataSize: 0,
    sourceData: [],
  };
}

/** Keys with dots as objects in objects. A key below one that has a value of its own is left out. */
function nested(pairs: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const [key, value] of pairs) {
    const names = key.split(".");
    const last = names.pop() ?? "";
    let at: Record<string, unknown> | undefined = all;
    for (const name of names) {
      at[name] ??= {};
      const below: unknown = at[name];
      at = v.is(pairsSchema, below) ? below : undefined;
      if (!at) break;
    }
    if (at) at[last] = value;
  }
  return all;
}
