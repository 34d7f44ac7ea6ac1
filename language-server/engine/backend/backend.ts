/** Starts llama.cpp on the chosen device, or on another one with the reason. */

import { setTimeout as delay } from "node:timers/promises";
import { getLlama, type Llama, LlamaLogLevel, NoBinaryFoundError } from "node-llama-cpp";
import { messageOf } from "../../../common/errors.ts";
import { type TranslatableText, translatable, untranslated } from "../../../common/translatable-text.ts";
import type { EngineSettings } from "../../engine-protocol/protocol.ts";
import { isAbortNotice } from "./addon.ts";

export interface Backend {
  llama: Llama;
  /** "CPU", "CUDA", "Vulkan" or "Metal". */
  name: string;
  /** Why it isn't the chosen one, as a sentence. */
  note?: TranslatableText;
  /** The last error that llama.cpp logged: it is more precise than its exceptions. */
  lastError(): string | undefined;
}

const NAMES = { cuda: "CUDA", vulkan: "Vulkan", metal: "Metal" } as const;

/** The kind of GPU that a back end of this name works on; false for the CPU's. */
export function gpuOf(name: string): Llama["gpu"] {
  const kinds = Object.keys(NAMES) as (keyof typeof NAMES)[];
  return kinds.find((kind) => NAMES[kind] === name) ?? false;
}

/**
 * Starts the back end. Never downloads or compiles anything. Without the chosen GPU it starts the CPU's, with a note.
 * Rejects only when not even the CPU's back end runs on this machine.
 */
export async function startBackend(
  settings: Pick<EngineSettings, "gpu" | "threads">,
  log: (line: string) => void,
): Promise<Backend> {
  const { gpu } = settings;
  let note: TranslatableText | undefined;
  if (gpu !== false) {
    try {
      const { llama, lastError } = await start(gpu, settings.threads, log);
      if (llama.gpu === false) return { llama, lastError, name: "CPU", note: noteWithoutGpu(gpu) };
      // node-llama-cpp takes another kind of GPU when the chosen one can't exist, such as Metal on Linux.
      const isOther = gpu !== "auto" && gpu !== llama.gpu;
      const name = NAMES[llama.gpu];
      if ((await llama.getGpuDeviceNames()).length > 0) {
        const other = isOther
          ? translatable("{0} isn't available on this system, so {1} is used.", NAMES[gpu], name)
          : undefined;
        return { llama, lastError, name, note: other };
      }
      // The Vulkan loader is installed but finds no device.
      note = isOther
        ? noteWithoutGpu(gpu)
        : translatable("{0} found no device, so the model runs on the CPU.", name);
      await stopBackend({ llama });
    } catch (error) {
      log(`${gpu} couldn't be started: ${messageOf(error)}`);
      note = noteWithoutGpu(gpu, error);
    }
  }
  return { ...(await start(false, settings.threads, log)), name: "CPU", note };
}

function noteWithoutGpu(gpu: "auto" | keyof typeof NAMES, error?: unknown): TranslatableText {
  if (gpu === "auto") return translatable("llama.cpp found no usable GPU, so the model runs on the CPU.");
  const why =
    error === undefined || error instanceof NoBinaryFoundError
      ? translatable("its driver or libraries are not installed")
      : error instanceof Error
        ? untranslated(error.message)
        : untranslated(String(error));
  return translatable("{0} can't be used ({1}), so the model runs on the CPU.", NAMES[gpu], why);
}

/** How long llama.cpp has to free its memory. */
const STOP_LIMIT_MS = 3_000;

/**
 * Stops the back end. After a failed load, `dispose` of node-llama-cpp 3.22 may never settle once the failed model was
 * garbage-collected (https://github.com/withcatai/node-llama-cpp/blob/master/src/bindings/Llama.ts), so the wait is
 * limited.
 */
export async function stopBackend({ llama }: Pick<Backend, "llama">): Promise<void> {
  const limit = new AbortController();
  const { signal } = limit;
  await Promise.race([llama.dispose(), delay(STOP_LIMIT_MS, undefined, { signal }).catch(() => undefined)]);
  limit.abort();
}

async function start(
  gpu: EngineSettings["gpu"],
  threads: number,
  log: (line: string) => void,
): Promise<Pick<Backend, "llama" | "lastError">> {
  let lastError: string | undefined;
  const llama = await getLlama({
    gpu,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.warn,
    logger: (level, message) => {
      if (isAbortNotice(message)) return;
      if (level === LlamaLogLevel.error) lastError = message.trim();
      log(message.trimEnd());
    },
    ...(threads > 0 ? { maxThreads: threads } : {}),
  });
  return { llama, lastError: () => lastError };
}

/**
 * The number of CPU threads for evaluation. llama.cpp's threads wait for each other in a busy loop, so one thread more
 * than free cores makes it a hundred times slower. `wanted` counts where it isn't 0, else the cores that are free.
 */
export function threadsFor(wanted: number, mathCores: number, loadAverage: number): number {
  if (wanted > 0) return wanted;
  return Math.max(1, mathCores - Math.round(loadAverage));
}
