/**
 * The downloads of all windows of this user. Each runs in its own process and keeps its state in the folder that it
 * downloads to, so that a later engine knows it too.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import * as v from "valibot";
import { AsyncQueue } from "../../../common/async-queue.ts";
import { childEnvironment } from "../../../common/child-environment.ts";
import { inEnglish, type TranslatableText, translatable } from "../../../common/translatable-text.ts";
import type { DownloadKey, DownloadMode, DownloadSpec } from "../../engine-protocol/download-spec.ts";
import type { EngineDownload } from "../../engine-protocol/protocol.ts";
import { type Report, reportSchema } from "./child-messages.ts";
import { downloadProblems } from "./download-problem.ts";
import { Speed } from "./speed.ts";
import {
  arrivedBytes,
  removeDownload,
  type StoredDownload,
  storeDownload,
  storedDownloads,
} from "./state-file.ts";

const CHILD_HEAP_MB = 256;

export interface DownloadsOptions {
  /** The engine's bundle. */
  program: string;
  log: (line: string) => void;
  /** The downloads of a folder have changed. Comes a few times a second while one runs. */
  onChange: (folder: string, downloads: EngineDownload[]) => void;
  /** The last one that ran has ended. */
  onIdle: () => void;
}

interface TrackedDownload {
  folder: string;
  stored: Omit<StoredDownload, "version">;
  shown: EngineDownload;
  child: ChildProcess | undefined;
}

export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #entries = new Map<string, TrackedDownload>();
  /** Requests take effect one after another. */
  readonly #changes = new AsyncQueue();
  #disposed = false;

  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#entries.values().some(({ child }) => child !== undefined);
  }

  /** The downloads of this folder, including those that an earlier engine has left. */
  list(folder: string): Promise<EngineDownload[]> {
    return this.#changes.run(async () => {
      for (const { version: _version, ...stored } of await storedDownloads(folder)) {
        if (!this.#entries.has(keyOf(folder, stored.id)))
          this.#entries.set(keyOf(folder, stored.id), await entryOf(folder, stored));
      }
      return this.#shown(folder);
    });
  }

  /** Starts or continues a download; `verify` only reads the files on disk. Returns at once. */
  start(spec: DownloadSpec, verify: boolean): Promise<EngineDownload> {
    return this.#changes.run(async () => {
      const { folder, id, name, files } = spec;
      const key = keyOf(folder, id);
      const before = this.#entries.get(key);
      if (before?.child || this.#disposed)
        return (
          before?.shown ??
          failedDownload(
            spec,
            translatable("The engine is stopping."),
            translatable("Try again in a moment."),
          )
        );
      const known = before?.stored ?? (await storedDownloads(folder)).find((stored) => stored.id === id);
      const stored = { id, name, files: files.map(({ url: _url, ...file }) => file) };
      try {
        await storeDownload(folder, stored);
      } catch {
        // The process reports the reason.
      }
      const entry = await entryOf(folder, stored);
      this.#entries.set(key, entry);
      this.#run(entry, spec, verify ? "verify" : known?.problem?.isMismatch ? "replace" : "get");
      return entry.shown;
    });
  }

  /** Stops the transfer. Returns undefined when there is no such download. */
  pause({ folder, id }: DownloadKey): Promise<EngineDownload | undefined> {
    return this.#changes.run(async () => {
      const entry = this.#entries.get(keyOf(folder, id));
      if (entry?.child) {
        await end(entry.child);
        await this.#ended(entry, { state: "paused" });
      }
      return entry?.shown;
    });
  }

  /** Ends a download and removes its state, and its partial files unless they are kept. */
  cancel({ folder, id }: DownloadKey, keepPart: boolean): Promise<void> {
    return this.#changes.run(async () => {
      const entry = this.#entries.get(keyOf(folder, id));
      const stored = entry?.stored ?? (await storedDownloads(folder)).find((download) => download.id === id);
      this.#entries.delete(keyOf(folder, id));
      if (entry?.child) {
        const { child } = entry;
        entry.child = undefined;
        await end(child);
      }
      if (stored) await removeDownload(folder, stored, keepPart);
      this.#tell(folder);
      if (!this.isRunning) this.#options.onIdle();
    });
  }

  /** Ends all processes; partial files stay. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all(this.#entries.values().map(({ child }) => child && end(child)));
  }

  #run(entry: TrackedDownload, spec: DownloadSpec, mode: DownloadMode): void {
    const child = fork(this.#options.program, ["--download"], {
      execArgv: [`--max-old-space-size=${CHILD_HEAP_MB}`],
      env: childEnvironment(),
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    entry.child = child;
    entry.shown = { ...entry.shown, state: mode === "verify" ? "verifying" : "running" };
    const speed = new Speed();
    let last: Exclude<Report, { kind: "progress" }> | undefined;
    child.on("message", (message) => {
      const parsed = v.safeParse(reportSchema, message);
      if (!parsed.success || entry.child !== child) return;
      const report = parsed.output;
      if (report.kind !== "progress") {
        last = report;
        return;
      }
      const { state, bytes, waitsFor } = report;
      if (state === "running") speed.add(bytes, performance.now());
      const pace = waitsFor ? NO_PACE : paceOf(entry.shown, bytes, state, speed);
      entry.shown = { ...entry.shown, state, bytes, reason: waitsFor, ...pace };
      this.#tell(entry.folder);
    });
    const ended = (how: string) => {
      if (entry.child !== child) return;
      void this.#changes.run(() => this.#ended(entry, last ?? lostReport(how)));
    };
    child.on("error", (error) => {
      if (child.pid === undefined) ended(error.message);
    });
    child.on("exit", (code, signal) => ended(String(signal ?? code)));
    child.send({ spec, mode }, () => undefined);
    const what = mode === "verify" ? "check" : "download";
    this.#options.log(`The ${what} of ${spec.name} is running (process ${child.pid}).`);
    this.#tell(entry.folder);
  }

  async #ended(
    entry: TrackedDownload,
    how: Exclude<Report, { kind: "progress" }> | { state: "paused" },
  ): Promise<void> {
    const { folder, stored, shown } = entry;
    if (this.#disposed || !entry.child) return;
    entry.child = undefined;
    const { bytesPerSecond: _speed, secondsLeft: _left, reason: _wait, ...rest } = shown;
    if ("state" in how) {
      entry.shown = { ...rest, state: "paused", bytes: await arrivedBytes(folder, stored.files) };
    } else if (how.kind === "done") {
      entry.shown = { ...rest, state: "done", bytes: shown.totalBytes, path: how.path };
      await removeDownload(folder, stored, true).catch(() => undefined);
      this.#options.log(`${stored.name} is complete and verified.`);
    } else {
      const { reason, advice, isMismatch } = how;
      entry.stored = { ...stored, problem: { reason, advice, isMismatch } };
      const bytes = await arrivedBytes(folder, stored.files);
      entry.shown = { ...rest, state: "failed", bytes, reason, advice };
      // On a full disk it is lost with this engine, no more.
      await storeDownload(folder, entry.stored).catch(() => undefined);
      this.#options.log(`${stored.name} failed. ${inEnglish(reason)} ${inEnglish(advice)}`);
    }
    this.#tell(folder);
    if (!this.isRunning) this.#options.onIdle();
  }

  #shown(folder: string): EngineDownload[] {
    return [...this.#entries.values()].filter((entry) => entry.folder === folder).map(({ shown }) => shown);
  }

  #tell(folder: string): void {
    this.#options.onChange(folder, this.#shown(folder));
  }
}

const keyOf = (folder: string, id: string) => JSON.stringify([folder, id]);

async function entryOf(folder: string, stored: TrackedDownload["stored"]): Promise<TrackedDownload> {
  const { id, name, files, problem } = stored;
  const shown: EngineDownload = {
    id,
    name,
    state: problem ? "failed" : "paused",
    bytes: await arrivedBytes(folder, files),
    totalBytes: totalOf(files),
    ...(problem ? { reason: problem.reason, advice: problem.advice } : {}),
  };
  return { folder, stored, shown, child: undefined };
}

function failedDownload(
  { id, name, files }: DownloadSpec,
  reason: TranslatableText,
  advice: TranslatableText,
): EngineDownload {
  return { id, name, state: "failed", bytes: 0, totalBytes: totalOf(files), reason, advice };
}

const totalOf = (files: readonly { bytes: number }[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

const NO_PACE = { bytesPerSecond: undefined, secondsLeft: undefined };

function paceOf(
  { totalBytes }: EngineDownload,
  bytes: number,
  state: "running" | "verifying",
  { perSecond }: Speed,
): Pick<EngineDownload, "bytesPerSecond" | "secondsLeft"> {
  if (state === "verifying" || perSecond === undefined) return NO_PACE;
  const secondsLeft = perSecond > 0 ? Math.ceil((totalBytes - bytes) / perSecond) : undefined;
  return { bytesPerSecond: perSecond, secondsLeft };
}

function lostReport(how: string): Exclude<Report, { kind: "progress" }> {
  const { reason, advice, isMismatch } = downloadProblems.processEnded(how);
  return { kind: "failed", reason, advice, isMismatch };
}

/** Its design allows to kill it: what it has written is in order. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
