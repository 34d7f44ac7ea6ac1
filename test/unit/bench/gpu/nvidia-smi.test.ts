import assert from "node:assert/strict";
import { parseGpu } from "../../../../bench/gpu/nvidia-smi.ts";

describe("what nvidia-smi says about a GPU", () => {
  it("is read, memory in bytes and the capability as CMake names it", () => {
    assert.deepEqual(parseGpu("NVIDIA H100 80GB HBM3, 580.159.04, 9.0, 81559, 4\n"), {
      name: "NVIDIA H100 80GB HBM3",
      driver: "580.159.04",
      architecture: "90",
      memoryTotalBytes: 81_559 * 1_048_576,
      memoryUsedBytes: 4 * 1_048_576,
    });
  });

  it("is read with two digits before the point, and with a comma in the name", () => {
    const gpu = parseGpu("NVIDIA RTX PRO 6000, Max-Q, 575.57, 12.0, 97887, 0");
    assert.equal(gpu.architecture, "120");
    assert.equal(gpu.name, "NVIDIA RTX PRO 6000, Max-Q");
  });

  for (const output of [
    "NVIDIA GB10, 580.95.05, 12.1, [N/A], [N/A]",
    "No devices were found",
    "",
    "Tesla K80, 470, 3.7, 11441",
  ])
    it(`is refused with its words where something is missing: ${JSON.stringify(output)}`, () => {
      assert.throws(
        () => parseGpu(output),
        (error: Error) => error.message.endsWith(output),
      );
    });
});
