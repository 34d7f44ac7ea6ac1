/** Commands that can do no harm, and so may run unasked. Linux with bubblewrap. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { isCode } from "../../../../common/errors.ts";
import { noProgram, startChild } from "../child.ts";
import { sandboxEnvironment } from "../environment.ts";
import type { CommandToRun, Execution, StartCommand } from "../execution.ts";
import { programPath } from "../program-path.ts";
import { bubblewrapArguments, type Mount } from "./bubblewrap.ts";
import { masksOf } from "./masks.ts";
import { newRepositories } from "./new-repositories.ts";
import { EMPTY, isIn, STILL_THERE, SYSTEM_SECRETS, visibleInHome } from "./places.ts";

const run = promisify(execFile);
const PROBE_MS = 5_000;
/** Each is a mount. */
const MAX_MASKS = 2_000;
/** It can't write where the system is, and its only network is the loopback of its own. */
const PROBE = "! test -w /etc && ! tail -n +3 /proc/net/dev | grep -v '^ *lo:'";
/** Names that mustn't appear in a folder of the workspace: the editor and git run what is in such folders. */
const NOT_TO_APPEAR = [".git", ".vscode", ".ossicle"];

export interface SandboxOptions {
  /** Paths of the workspace's folders. */
  folders: () => readonly string[];
  /** Of the process that starts commands. */
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** Says of what is named `.git` in a folder of the workspace, and what is in it, when it appears or changes. */
  watch: (onEvent: (path: string) => void) => { dispose: () => void };
  /** A command has made a repository, which has another name now. */
  onRenamed: (from: string, to: string) => void;
}

export class Sandbox {
  readonly #options: SandboxOptions;
  /** Folders that are only there while commands run, with how many do. */
  readonly #placeholders = new Map<string, number>();
  #program: Promise<string | undefined> | undefined;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** What starts commands in it; nothing where the system has none, or the workspace can't be put into one. */
  async starter(): Promise<StartCommand | undefined> {
    this.#program ??= this.#findProgram();
    const program = await this.#program;
    if (program === undefined) return undefined;
    try {
      const roots = await Promise.all(this.#options.folders().map((folder) => realpath(folder)));
      const mounts = await this.#mounts(roots);
      return mounts && ((command) => this.#start(program, roots, mounts, command));
    } catch (error) {
      this.#options.log(`No sandbox for this workspace: ${String(error)}`);
      return undefined;
    }
  }

  /** bubblewrap, where it is there and does what it says. */
  async #findProgram(): Promise<string | undefined> {
    if (process.platform !== "linux") return undefined;
    const { env, log } = this.#options;
    const program = await programPath("bwrap", "/", env);
    if (program === undefined) {
      log("Commands aren't sandboxed: bubblewrap isn't installed.");
      return undefined;
    }
    const confinement = {
      mounts: [{ kind: "empty", path: "/tmp" }] satisfies Mount[],
      emptyFile: "/dev/null",
      env: sandboxEnvironment(env),
    };
    try {
      await run(program, bubblewrapArguments(confinement, "/", ["/bin/sh", "-c", PROBE]), {
        timeout: PROBE_MS,
      });
      return program;
    } catch (error) {
      log(`Commands aren't sandboxed: bubblewrap can't work here. ${String(error)}`);
      return undefined;
    }
  }

  /** Nothing where what is to be hidden can't be told from the workspace, or is too much. */
  async #mounts(roots: readonly string[]): Promise<Mount[] | undefined> {
    const { env } = this.#options;
    const home = await realpath(homedir());
    const empty = await existing([...EMPTY, home, tmpdir(), env.XDG_RUNTIME_DIR]);
    // A workspace that has the home in it shows all that is to be hidden.
    if (roots.length === 0 || roots.some((root) => empty.some((path) => isIn(root, path)))) return undefined;
    const masks = await Promise.all(roots.map((root) => masksOf(root)));
    if (masks.some((each) => each === undefined || each.hidden.length + each.fixed.length > MAX_MASKS))
      return undefined;
    const visible = await existing([
      ...STILL_THERE,
      ...visibleInHome(home, env.PATH ?? ""),
      ...(await Promise.all(roots.map(repositoryOf))),
    ]);
    const hidden = (await existing([...SYSTEM_SECRETS, ...(await sockets())])).filter(
      (path) => !empty.some((folder) => isIn(folder, path)),
    );
    return [
      ...empty.map((path): Mount => ({ kind: "empty", path })),
      ...visible.map((path): Mount => ({ kind: "visible", path })),
      ...(await hiding(hidden)),
      ...roots.map((path): Mount => ({ kind: "writable", path })),
      ...masks.flatMap((each) => each?.fixed ?? []).map((path): Mount => ({ kind: "visible", path })),
      ...masks.flatMap((each) => each?.hidden ?? []).map((path): Mount => ({ kind: "hiddenFile", path })),
      // The engine's socket, where it isn't in one of the places that are empty anyway.
      ...(await hiding(await existing([env.OSSICLE_RUNTIME_DIR]))),
    ];
  }

  async #start(
    program: string,
    roots: readonly string[],
    mounts: readonly Mount[],
    command: CommandToRun,
  ): Promise<Execution> {
    const env = sandboxEnvironment(this.#options.env);
    const [called = ""] = command.argv;
    if (!(await programPath(called, command.folder, env))) throw noProgram(called);
    const emptyFolder = await mkdtemp(join(tmpdir(), "ossicle-sandbox-"));
    const emptyFile = join(emptyFolder, "empty");
    await writeFile(emptyFile, "");
    const placeholders = await this.#addPlaceholders(roots);
    const tidy = async () => {
      await this.#removePlaceholders(placeholders);
      await rm(emptyFolder, { recursive: true, force: true });
    };
    const confinement = {
      emptyFile,
      mounts: [...mounts, ...placeholders.map((path): Mount => ({ kind: "emptyFixed", path }))],
      env,
    };
    const argv = [program, ...bubblewrapArguments(confinement, command.folder, command.argv)];
    try {
      // The same for bubblewrap itself: a process of it is inside, too, and its environment can be read there.
      const execution = await startChild({ ...command, argv, env });
      const known = new Set([...mounts.map(({ path }) => path), ...placeholders]);
      const repositories = newRepositories(roots, known, this.#options.onRenamed);
      const watcher = this.#options.watch((path) => {
        if (repositories.notice(path)) execution.end();
      });
      const done = execution.done.finally(async () => {
        watcher.dispose();
        try {
          await repositories.renameAll();
          await tidy();
        } catch (error) {
          this.#options.log(`Something was left of the sandbox: ${String(error)}`);
        }
      });
      return { ...execution, done };
    } catch (error) {
      await tidy();
      throw error;
    }
  }

  async #addPlaceholders(roots: readonly string[]): Promise<string[]> {
    const added: string[] = [];
    for (const path of roots.flatMap((root) => NOT_TO_APPEAR.map((name) => join(root, name)))) {
      const users = this.#placeholders.get(path) ?? 0;
      this.#placeholders.set(path, users + 1);
      try {
        if (users === 0) await mkdir(path);
        added.push(path);
      } catch (error) {
        this.#placeholders.set(path, users);
        // It is there, and looked at among the rest.
        if (!isCode(error, "EEXIST")) throw error;
      }
    }
    return added;
  }

  async #removePlaceholders(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const users = (this.#placeholders.get(path) ?? 1) - 1;
      this.#placeholders.set(path, users);
      // One that isn't empty is the user's by now.
      if (users === 0) await rmdir(path).catch(() => undefined);
    }
  }
}

/** Those that are there, without links, each once. */
async function existing(paths: readonly (string | undefined)[]): Promise<string[]> {
  const real = await Promise.all(
    paths.map((path) =>
      path === undefined || path === "" ? undefined : realpath(path).catch(() => undefined),
    ),
  );
  return [...new Set(real.filter((path) => path !== undefined))];
}

async function hiding(paths: readonly string[]): Promise<Mount[]> {
  return Promise.all(
    paths.map(async (path): Promise<Mount> => {
      const isFolder = (await stat(path)).isDirectory();
      return { kind: isFolder ? "empty" : "hiddenFile", path };
    }),
  );
}

/** Those of this machine's programs that have a path: what isn't writable can still be connected to. */
async function sockets(): Promise<string[]> {
  const table = await readFile("/proc/net/unix", "utf8");
  return [...new Set(table.match(/(?<= )\/.+$/gm))];
}

/** The repository of a worktree or submodule, which lies elsewhere: git needs it. */
async function repositoryOf(root: string): Promise<string | undefined> {
  try {
    const link = /^gitdir: (.+)$/m.exec(await readFile(join(root, ".git"), "utf8"))?.[1];
    const repository = /^.*\/\.git(?=\/)/.exec(resolve(root, link ?? ""))?.[0];
    // A file may name any folder: only a repository is shown.
    return repository && (await stat(join(repository, "HEAD"))).isFile() ? repository : undefined;
  } catch {
    return undefined;
  }
}
