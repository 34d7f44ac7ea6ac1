/** What a command knows of the process that starts it. Pure. */

/** Of the editor's own: they would make a program of Node something else, or reach into the editor. */
const EDITORS =
  /^(?:ELECTRON_|VSCODE_|NODE_OPTIONS$|NODE_CHANNEL_FD$|OSSICLE_|CHROME_DESKTOP$|GDK_PIXBUF_|ORIGINAL_XDG_)/;
/** Nobody is there to page or to type. */
const UNATTENDED: NodeJS.ProcessEnv = {
  PAGER: "cat",
  GIT_PAGER: "cat",
  MANPAGER: "cat",
  GIT_TERMINAL_PROMPT: "0",
};
/** Output without a terminal. */
const PLAIN: NodeJS.ProcessEnv = { TERM: "dumb", NO_COLOR: "1" };
/** What a sandboxed command gets: where programs and their libraries are, and the language. No tokens, no sockets. */
const SAFE =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|PWD|[A-Z]+_HOME|GOPATH|GOROOT|GOFLAGS|VIRTUAL_ENV|CONDA_PREFIX|CONDA_DEFAULT_ENV|PYENV_ROOT|PYENV_VERSION|NVM_DIR|NVM_BIN|PYTHONPATH|NODE_PATH|NODE_ENV|CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS|PKG_CONFIG_PATH|LD_LIBRARY_PATH|CMAKE_PREFIX_PATH|NIX_PATH)$/;

/** For a terminal: what is added to what the user's terminals have. */
export const terminalEnvironment = UNATTENDED;

/** @param own of the process that starts it */
export function childEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => !EDITORS.test(name));
  return { ...Object.fromEntries(kept), ...UNATTENDED, ...PLAIN };
}

/** @param own of the process that starts it */
export function sandboxEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => SAFE.test(name));
  return { ...Object.fromEntries(kept), ...UNATTENDED, ...PLAIN, TMPDIR: "/tmp" };
}
