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
