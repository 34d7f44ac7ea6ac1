/**
 * The environment of the engine and its children: Electron runs as Node, and no debugger flags are inherited.
 *
 * When llama.cpp aborts, it has a debugger print where, if there is one (`ggml_print_backtrace` in ggml.c). That takes
 * seconds before the engine can be started again, and a debugger may fetch symbols from the network.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_CHANNEL_FD: _channel, ...rest } = process.env;
  const environment = { ...rest, GGML_NO_BACKTRACE: "1" };
  return process.versions.electron ? { ...environment, ELECTRON_RUN_AS_NODE: "1" } : environment;
}

/**
 * The environment in which a process gives memory back that it no longer needs. For glibc: after the first large block
 * is freed, it takes such blocks from heaps that it never gives back, and it keeps a heap for each thread.
 *
 * @param heaps how many of them: one where few threads allocate
 * @see https://man7.org/linux/man-pages/man3/mallopt.3.html
 */
export function allocatorEnvironment(heaps: number): Record<string, string> {
  if (process.platform !== "linux") return {};
  return { MALLOC_MMAP_THRESHOLD_: "131072", MALLOC_ARENA_MAX: String(heaps) };
}

/**
 * Arguments of a server and of the engine, for which V8 collects new objects more often. By itself it waits for 16 MB of
 * them and then copies what is still in use, twice: after some thousand requests 160 MB have come together in a process that
 * needs 20. With this it is 40 to 70 MB, and a request takes as long. How large the heap may grow isn't limited by it.
 */
export const HEAP_ARGUMENTS: readonly string[] = ["--max-semi-space-size=4"];
