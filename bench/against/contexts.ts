/** The contexts of llama-server that match those of the engine (`engine/planning/plan.ts`, on a CPU). */
import type { ServerContext } from "../llama-cpp/llama-server.ts";

/** As of the engine's completions. */
export const COMPLETIONS: ServerContext = { size: 4_096, sequences: 2, isFull: true };
/** As of its chat. */
export const CHAT: ServerContext = { size: 32_768, sequences: 1, isFull: false };
/** Two requests at once. */
export const BOTH: ServerContext = { size: 32_768, sequences: 2, isFull: false };
