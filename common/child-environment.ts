/** The environment of the engine and its children: Electron runs as Node, and no debugger flags are inherited. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_CHANNEL_FD: _channel, ...rest } = process.env;
  return process.versions.electron ? { ...rest, ELECTRON_RUN_AS_NODE: "1" } : rest;
}
