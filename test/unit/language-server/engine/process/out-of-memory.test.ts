import assert from "node:assert/strict";
import {
  isOutOfMemory,
  OutOfMemoryError,
  saysRamIsShort,
} from "../../../../../language-server/engine/process/out-of-memory.ts";

describe("running out of memory", () => {
  const WORDS = [
    "Failed to create context",
    "CUDA error: out of memory",
    "vk::Device::allocateMemory: ErrorOutOfDeviceMemory",
    "alloc_tensor_range: failed to allocate Vulkan0 buffer of size 100663296",
    "ggml_metal_buffer: error: failed to allocate buffer, size = 512.00 MiB",
    "std::bad_alloc",
    "ggml_aligned_malloc: insufficient memory (attempted to allocate  19.73 MB)",
    "ggml/src/ggml.c:1644: GGML_ASSERT(ctx->mem_buffer != NULL) failed",
  ];
  for (const message of WORDS)
    it(`is what "${message}" says`, () => assert.equal(isOutOfMemory(new Error(message), false), true));

  it("is our own word for it too", () => {
    assert.equal(isOutOfMemory(new OutOfMemoryError("no room"), false), true);
  });

  it("is what a failed pass on a GPU is taken for, and not on the CPU", () => {
    assert.equal(isOutOfMemory(new Error("Eval has failed"), true), true);
    assert.equal(isOutOfMemory(new Error("Eval has failed"), false), false);
  });

  for (const message of ["The prompt is empty.", "The context is full.", "unknown model architecture"])
    it(`is not what "${message}" says`, () => assert.equal(isOutOfMemory(new Error(message), true), false));
});

describe("which memory ran out", () => {
  for (const message of ["unable to allocate CPU buffer", "unable to allocate CUDA_Host buffer"])
    it(`is main memory where llama.cpp says "${message}"`, () => assert.equal(saysRamIsShort(message), true));
  for (const message of ["unable to allocate CUDA0 buffer", "Failed to create context"])
    it(`isn't where it says "${message}"`, () => assert.equal(saysRamIsShort(message), false));
});
