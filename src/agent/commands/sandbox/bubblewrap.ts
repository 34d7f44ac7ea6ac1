/**
 * How bubblewrap is called: a command then has no network, sees of the machine what programs need, and can write only
 * in the workspace and a temporary folder of its own. Pure.
 */

export interface Confinement {
  /** Paths that exist, in the order in which they are laid over each other; the last one counts. */
  mounts: readonly Mount[];
  /** What hidden files look like. */
  emptyFile: string;
  env: NodeJS.ProcessEnv;
}

/**
 * `empty`: an empty folder that goes with the command; `emptyFixed`: one that can't be written into. `visible`: as on the
 * machine, can't be changed. `writable`: as on the machine. `hiddenFile`: an empty file.
 */
export interface Mount {
  kind: "empty" | "emptyFixed" | "visible" | "writable" | "hiddenFile";
  path: string;
}

/** The arguments of `bwrap` for a program and its arguments. */
export function bubblewrapArguments(
  { mounts, emptyFile, env }: Confinement,
  folder: string,
  argv: readonly string[],
): string[] {
  return [
    // A namespace of each kind: no network, none of the machine's processes, no shared memory.
    ...["--unshare-all", "--unshare-user"],
    // It ends with the editor, and can't type into a terminal.
    ...["--die-with-parent", "--new-session"],
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...mounts.flatMap((mount) => mountArguments(mount, emptyFile)),
    ...["--chdir", folder, "--clearenv"],
    ...Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : ["--setenv", name, value])),
    "--",
    ...argv,
  ];
}

function mountArguments({ kind, path }: Mount, emptyFile: string): string[] {
  switch (kind) {
    case "empty":
      return ["--tmpfs", path];
    case "emptyFixed":
      return ["--tmpfs", path, "--remount-ro", path];
    case "visible":
      return ["--ro-bind", path, path];
    case "writable":
      return ["--bind", path, path];
    case "hiddenFile":
      // A program that looks for such a file finds nothing in it; one that can't be opened would make it fail.
      return ["--ro-bind", emptyFile, path];
  }
}
