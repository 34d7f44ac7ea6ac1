import assert from "node:assert/strict";
import { gpuMegabytes } from "../../../../bench/llama-cpp/buffers.ts";

describe("llama.cpp's buffers on a GPU", () => {
  it("are added up from its log; those in main memory don't count", () => {
    const log = [
      "0.00.1 I load_tensors:   CPU_Mapped model buffer size =   580.00 MiB",
      "load_tensors:        CUDA0 model buffer size =  1024.50 MiB",
      "load_tensors:    CUDA_Host model buffer size =   512.00 MiB",
      "llama_kv_cache:      CUDA0 KV buffer size =   128.00 MiB",
      "llama_context:  CUDA_Host  output buffer size =     0.77 MiB",
      "sched_reserve:      CUDA0 compute buffer size =    47.50 MiB",
    ];
    assert.equal(gpuMegabytes(log.join("\n")), (1_200 * 2 ** 20) / 1e6);
    assert.equal(gpuMegabytes("load_tensors:      Vulkan0 model buffer size =    27.70 MiB"), 29.0455552);
    assert.equal(gpuMegabytes(""), 0);
  });
});
