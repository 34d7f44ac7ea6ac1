/**
 * Loads a model without node-llama-cpp's reader of headers. It reads each header in JavaScript, value by value, before
 * llama.cpp reads it anyway: with a real vocabulary that takes 0.7 s and leaves 90 MB of memory behind, for a few facts
 * that are known here (`file-info.ts`). There is no option for it
 * (https://github.com/withcatai/node-llama-cpp/blob/v3.22.1/src/evaluator/LlamaModel/LlamaModel.ts), so that the
 * engine's bundle puts this module in the place of the reader (tools/bundle), for models alone. Outside of the bundle
 * every header is read.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type GgufFileInfo, readGgufFileInfo as readWhole } from "node-llama-cpp";

const known = new AsyncLocalStorage<GgufFileInfo | undefined>();

/** Runs `load`. A model that it loads has this header, whatever its file says; without one it is read. */
export const withHeader = <T>(header: GgufFileInfo | undefined, load: () => Promise<T>): Promise<T> =>
  known.run(header, load);

/** For node-llama-cpp. */
export const readGgufFileInfo: typeof readWhole = async (path, options) =>
  known.getStore() ?? readWhole(path, options);
