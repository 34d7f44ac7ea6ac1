/** Distinguishes lack of memory from other failures: llama.cpp and each driver report it in their own words. */
import { InsufficientMemoryError } from "node-llama-cpp";

export class OutOfMemoryError extends Error {}

/** The last of them is what llama.cpp aborts with: what it has said of it before may be lost with the process. */
const WORDS =
  /out of (device |host |gpu |video )?memory|OutOf(Device|Host)Memory|(failed|unable) to allocate|cannot allocate|insufficient memory|bad_alloc|Failed to create context|mem_buffer != NULL/i;

/** llama.cpp's message for any failed pass. On a GPU the cause is usually lack of memory. */
const EVALUATION_FAILED = "Eval has failed";

export function isOutOfMemory(error: unknown, isOnGpu: boolean): boolean {
  if (error instanceof OutOfMemoryError || error instanceof InsufficientMemoryError) return true;
  if (!(error instanceof Error)) return false;
  return saysOutOfMemory(error.message) || (isOnGpu && error.message === EVALUATION_FAILED);
}

/** llama.cpp names the buffer of the weights that it found no room for. */
const RAM_BUFFER = /unable to allocate (CPU\w*|\w+_Host) buffer/;

/** Whether it is main memory that was short. */
export const saysRamIsShort = (text: string): boolean => RAM_BUFFER.test(text);

export const saysOutOfMemory = (text: string): boolean => WORDS.test(text);
