/** Tells that memory ran out from other failures: llama.cpp and its drivers each have words of their own for it. */
import { InsufficientMemoryError } from "node-llama-cpp";

export class OutOfMemoryError extends Error {}

const WORDS =
  /out of (device |host |gpu |video )?memory|OutOf(Device|Host)Memory|(failed|unable) to allocate|cannot allocate|insufficient memory|bad_alloc|Failed to create context/i;

/** What llama.cpp says when a pass has failed, whatever for. On a GPU the want of memory is what it mostly is. */
const EVALUATION_FAILED = "Eval has failed";

export function isOutOfMemory(error: unknown, isOnGpu: boolean): boolean {
  if (error instanceof OutOfMemoryError || error instanceof InsufficientMemoryError) return true;
  if (!(error instanceof Error)) return false;
  return saysOutOfMemory(error.message) || (isOnGpu && error.message === EVALUATION_FAILED);
}

export const saysOutOfMemory = (text: string): boolean => WORDS.test(text);
