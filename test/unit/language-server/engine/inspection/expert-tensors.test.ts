import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  EXPERT_TENSOR,
  expertBytes,
} from "../../../../../language-server/engine/inspection/expert-tensors.ts";

/** Tensors of one file, each of 10 bytes. */
const inFile = (filePart: number, names: string[]) =>
  names.map((name, i) => ({ name, filePart, fileOffset: 100 + 10 * i }));

describe("routed experts of a model", () => {
  it("are counted by layer, with their biases, whatever else is between them", () => {
    const names = ["token_embd.weight", "blk.0.ffn_up.weight"];
    for (const layer of [1, 11])
      names.push(
        `blk.${layer}.attn_q.weight`,
        ...["up_exps.weight", "up_exps.bias", "gate_exps.weight"].map((kind) => `blk.${layer}.ffn_${kind}`),
        ...["gate_inp.weight", "up_shexp.weight", "down_exps.weight"].map(
          (kind) => `blk.${layer}.ffn_${kind}`,
        ),
      );
    const tensors = inFile(1, names);
    const bytes = expertBytes(tensors.toReversed(), [100 + 10 * names.length]);
    assert.deepEqual(bytes, [0, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 40]);
  });

  it("end with their file, and go on in the next one", () => {
    const tensors = [
      ...inFile(1, ["blk.0.ffn_gate_up_exps.weight"]),
      ...inFile(2, ["blk.0.ffn_down_chexps.weight", "blk.1.ffn_up_exps.weight"]),
    ];
    assert.deepEqual(expertBytes(tensors, [117, 125]), [27, 15]);
  });

  it("are missing in a dense model", () => {
    assert.equal(expertBytes(inFile(1, ["blk.0.ffn_up.weight", "output.weight"]), [200]), undefined);
  });

  it("are those that the addon's patch moves", () => {
    const patch = readFileSync("tools/native/patches/cpu-moe-layers.patch", "utf8");
    const [, before, after] = /push_back\("(blk\S+)" \+ std::to_string\(i\) \+ "(\S+)"\)/.exec(patch) ?? [];
    assert.ok(before && after, "the patch has a pattern");
    assert.equal(`${before}(\\\\d+)${after}`.replaceAll("\\\\", "\\"), EXPERT_TENSOR.source);
  });
});
