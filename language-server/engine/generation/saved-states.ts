/**
 * States of sequences on disk: what every session begins with is evaluated once, also when the engine has ended since.
 *
 * A state is named by all that it depends on: the model's file, the program (its llama.cpp is in it), the back end, and the
 * exact tokens. It is used only where its checksum is right: llama.cpp would take what a broken file says. What can't be
 * written or read is evaluated as usual.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Token } from "node-llama-cpp";
import { writeFileAtomically } from "../../../common/atomic-file.ts";
import { sha256Of } from "../download/checksum.ts";

export interface StateLimits {
  states: number;
  /** Of all of them together. */
  bytes: number;
}

/**
 * A few beginnings are in use at a time: of the modes and agents of the own chat and of VS Code's, in a project or two.
 * Those of gpt-oss-20b take 25 KB a token: 50 MB for the own agent, 330 MB for VS Code's with all its tools.
 */
const LIMITS: StateLimits = { states: 10, bytes: 1_500_000_000 };
/** For a beginning of fewer tokens it isn't worth it. */
const MIN_TOKENS = 512;

const STATE = ".state";
const CHECKSUM = ".sha256";
const PARTIAL = ".tmp";

/** Where states are kept, and the program that keeps them. */
export interface StateFolder {
  path: string;
  program: string;
}

export class SavedStates {
  readonly #folder: string;
  readonly #identity: string;
  readonly #limits: StateLimits;
  /** The fewest tokens whose state was found to be too large. */
  #tooMany = Number.POSITIVE_INFINITY;

  /** @param identity of all that a state depends on beside its tokens */
  constructor(folder: string, identity: unknown, limits = LIMITS) {
    this.#folder = folder;
    this.#identity = JSON.stringify(identity);
    this.#limits = limits;
  }

  /** Whether a beginning of so many tokens is worth a file. */
  isWorth(tokens: number): boolean {
    return tokens >= MIN_TOKENS && tokens < this.#tooMany;
  }

  /** The file with the state behind these tokens. Undefined where there is none; a broken one is removed. */
  async find(tokens: readonly Token[]): Promise<string | undefined> {
    const path = this.#path(tokens);
    try {
      const [expected, actual] = await Promise.all([
        readFile(path + CHECKSUM, "utf8"),
        sha256Of(path + STATE),
      ]);
      if (expected !== actual) {
        await this.#removeFiles(path);
        return undefined;
      }
      const now = new Date();
      await utimes(path + STATE, now, now);
      return path + STATE;
    } catch {
      return undefined;
    }
  }

  /** Whether there is a file for these tokens. */
  async has(tokens: readonly Token[]): Promise<boolean> {
    return stat(this.#path(tokens) + CHECKSUM).then(
      () => true,
      () => false,
    );
  }

  /** @param write saves the state behind the tokens to the path that it is given */
  async save(tokens: readonly Token[], write: (path: string) => Promise<void>): Promise<void> {
    const path = this.#path(tokens);
    const partial = `${path}.${randomUUID()}${PARTIAL}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await write(partial);
      const { size } = await stat(partial);
      if (size > this.#limits.bytes) {
        this.#tooMany = Math.min(this.#tooMany, tokens.length);
        await rm(partial, { force: true });
        return;
      }
      const checksum = await sha256Of(partial);
      await rename(partial, path + STATE);
      await writeFileAtomically(path + CHECKSUM, checksum);
      await this.#prune(path + STATE, size);
    } catch {
      await rm(partial, { force: true }).catch(() => {});
    }
  }

  /** Removes a state that turned out to be of no use. */
  async remove(tokens: readonly Token[]): Promise<void> {
    await this.#removeFiles(this.#path(tokens));
  }

  #path(tokens: readonly Token[]): string {
    const hash = createHash("sha256").update(this.#identity).update(Uint32Array.from(tokens));
    return join(this.#folder, hash.digest("hex").slice(0, 32));
  }

  async #removeFiles(path: string): Promise<void> {
    await Promise.all([CHECKSUM, STATE].map((end) => rm(path + end, { force: true }).catch(() => {})));
  }

  /**
   * Keeps a new one and those that were used last; what was left behind by an engine that was ended is among the oldest.
   */
  async #prune(latest: string, size: number): Promise<void> {
    const names = await readdir(this.#folder);
    const paths = names
      .filter((name) => name.endsWith(STATE) || name.endsWith(PARTIAL))
      .map((name) => join(this.#folder, name))
      .filter((path) => path !== latest);
    const files = await Promise.all(paths.map(async (path) => ({ path, ...(await stat(path)) })));
    let bytes = size;
    for (const [index, file] of files.toSorted((a, b) => b.mtimeMs - a.mtimeMs).entries()) {
      bytes += file.size;
      if (index + 1 < this.#limits.states && bytes <= this.#limits.bytes) continue;
      if (file.path.endsWith(STATE)) await this.#removeFiles(file.path.slice(0, -STATE.length));
      else await rm(file.path, { force: true });
    }
  }
}
