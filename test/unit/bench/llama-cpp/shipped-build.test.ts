import assert from "node:assert/strict";
import { linkedLibraries, stubs } from "../../../../bench/llama-cpp/shipped-build.ts";

describe("llama.cpp's programs beside the shipped libraries", () => {
  it("are linked with those of the release, and not with back ends or the addon", () => {
    const names = [
      ...["_nlcBuildMetadata.json", "libggml-base.so", "libggml-cpu-haswell.so", "libggml-cuda.so"],
      ...["libggml.cuda.v0.5.0.so", "libllama-common.so", "libllama.cuda.v0.5.0.so", "llama-addon.node"],
    ];
    assert.deepEqual(linkedLibraries(names, "v0.5.0"), [
      "libllama.cuda.v0.5.0.so",
      "libllama-common.so",
      "libggml.cuda.v0.5.0.so",
      "libggml-base.so",
    ]);
  });

  it("have a stub for each function of pictures and sound that they name, once", () => {
    const symbols = ["mtmd_free", "llama_decode", "mtmd_free", "_Z20mtmd_helper_log_setPKc"];
    const listed = symbols.map((name) => `                 U ${name}\n`).join("");
    const assembler = stubs(listed, "x64");
    assert.equal(assembler.match(/^mtmd_free:$/gm)?.length, 1);
    assert.match(assembler, /^_Z20mtmd_helper_log_setPKc:$/m);
    assert.ok(!assembler.includes("llama_decode"));
    assert.throws(() => stubs(listed, "riscv64"), /riscv64/);
  });
});
