/** Which tensors of a model are routed experts, and how large they are. Pure. */

import type { GgufFileInfo, GgufTensorInfo } from "node-llama-cpp";

/** What the addon leaves in main memory, by the pattern of its patch (tools/native/patches/cpu-moe-layers.patch). */
export const EXPERT_TENSOR = /blk\.(\d+)\.ffn_(up|down|gate|gate_up)_(ch|)exps/;

type PlacedTensor = Pick<GgufTensorInfo, "name" | "fileOffset" | "filePart">;

/**
 * The bytes of each layer's experts, from the first layer, 0 for a layer without; undefined for a model without any.
 * In a file, one tensor begins where the other ends.
 *
 * @param partBytes the size of each file that the model is in
 */
export function expertBytes(
  tensors: readonly PlacedTensor[],
  partBytes: readonly number[],
): number[] | undefined {
  const byLayer = new Map<number, number>();
  const placed = tensors.toSorted(
    (a, b) => a.filePart - b.filePart || Number(a.fileOffset) - Number(b.fileOffset),
  );
  for (const [i, { name, fileOffset, filePart }] of placed.entries()) {
    const layer = Number(EXPERT_TENSOR.exec(name)?.[1] ?? -1);
    if (layer < 0) continue;
    const next = placed[i + 1];
    const end = next?.filePart === filePart ? Number(next.fileOffset) : (partBytes[filePart - 1] ?? 0);
    byLayer.set(layer, (byLayer.get(layer) ?? 0) + end - Number(fileOffset));
  }
  if (byLayer.size === 0) return undefined;
  return Array.from({ length: Math.max(...byLayer.keys()) + 1 }, (_, layer) => byLayer.get(layer) ?? 0);
}

/** The part of its experts that a token is evaluated with. */
export function usedExperts({ architectureMetadata }: GgufFileInfo): number {
  const { expert_count: all = 0, expert_used_count: used = 0 } = architectureMetadata;
  return all > 0 ? used / all : 1;
}
