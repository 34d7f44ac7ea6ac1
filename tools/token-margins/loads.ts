/** Ends with 0 where llama.cpp finds a kernel that this processor can run. */
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

await getLlama({ gpu: false, build: "never", skipDownload: true, logLevel: LlamaLogLevel.disabled });
process.exit(0);
