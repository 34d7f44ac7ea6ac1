/**
 * What node-llama-cpp wants to know of a model file. Its own reader takes 0.7 s and 90 MB for a real vocabulary, value by
 * value and with all its merges, which llama.cpp reads anyway.
 */
import type { GgufFileInfo, GgufTensorInfo } from "node-llama-cpp";
import * as v from "valibot";
import {
  type GgufHeader,
  HeaderDamage,
  readHeader,
  readMetadata,
} from "../../engine-protocol/gguf-header.ts";
import { modelFiles } from "../../engine-protocol/split-names.ts";

/** Where the header doesn't say to what the data is aligned. */
const USUAL_ALIGNMENT = 32;

const pairsSchema = v.record(v.string(), v.unknown());
const metadataSchema = v.custom<GgufFileInfo["metadata"]>((value) =>
  v.is(v.looseObject({ general: v.looseObject({ architecture: v.string() }) }), value),
);

/**
 * All but the vocabulary's merges and scores, of all files that the model is in.
 *
 * @throws HeaderDamage where a header can't be true, and valibot's error where it doesn't say what kind of model it is
 */
export async function readFileInfo(path: string): Promise<GgufFileInfo> {
  const parts = await Promise.all(
    modelFiles(path).map(async (file, index) => partOf(file, index + 1, await readHeader(file))),
  );
  const [first] = parts;
  if (!first) throw new HeaderDamage("no file");
  const all = parts.flatMap(({ tensors }) => tensors);
  return {
    ...withoutTensors(first.version, first.metadata),
    tensorCount: first.tensors.length,
    tensorInfo: first.tensors,
    fullTensorInfo: all,
    infoEndOffset: first.dataStart,
    splicedParts: parts.length,
    totalTensorCount: all.length,
    sourceData: parts.map(({ file, dataStart }) => ({ type: "path", path: file, length: dataStart })),
  };
}

/**
 * What is needed to load the model: all but the vocabulary and the tensors. Undefined where the header is damaged or
 * doesn't say how many layers the model has.
 */
export async function readShortInfo(path: string): Promise<GgufFileInfo | undefined> {
  try {
    const info = withoutTensors(3, nested(await readMetadata(path)));
    v.parse(v.object({ block_count: v.number() }), info.architectureMetadata);
    return info;
  } catch (error) {
    if (error instanceof HeaderDamage || v.isValiError(error)) return undefined;
    throw error;
  }
}

function partOf(file: string, filePart: number, { version, metadata, tensors, bytes }: GgufHeader) {
  const said = metadata.get("general.alignment");
  const alignment = typeof said === "number" && said > 0 ? said : USUAL_ALIGNMENT;
  const dataStart = Math.ceil(bytes / alignment) * alignment;
  const placed = tensors.map(
    ({ name, dimensions, type, offset }): GgufTensorInfo => ({
      name,
      dimensions,
      ggmlType: type,
      offset,
      fileOffset: dataStart + offset,
      filePart,
    }),
  );
  return { file, version, metadata: nested(metadata), tensors: placed, dataStart };
}

function withoutTensors(version: number, pairs: Record<string, unknown>): GgufFileInfo {
  const metadata = v.parse(metadataSchema, pairs);
  const ofArchitecture: unknown = Reflect.get(metadata, metadata.general.architecture) ?? {};
  return {
    version,
    tensorCount: 0,
    metadata,
    architectureMetadata: v.parse(pairsSchema, ofArchitecture),
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
