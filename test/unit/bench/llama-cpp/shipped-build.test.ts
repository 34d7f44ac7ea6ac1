import assert from "node:assert/strict";
import { stubs } from "../../../../bench/llama-cpp/shipped-build.ts";

describe("llama.cpp's programs beside the shipped libraries", () => {
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
