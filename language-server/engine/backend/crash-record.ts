/**
 * Remembers what did not work: native crashes while a model was being loaded or in use, and memory that ran out. So a
 * file, a driver or a full GPU leads step by step to a smaller plan, then to the CPU and then to a message, never to a
 * crash loop. The record lies beside the address file and is forgotten with it (at the next login, on most systems).
 */
import { readFile, rm } from "node:fs/promises";
import * as v from "valibot";
import { writeFileAtomically } from "../../../common/atomic-file.ts";
import { crashFile } from "../../engine-protocol/address.ts";

/**
 * How a model runs on a device. `careful`: without flash attention and in small batches, which is where drivers fail
 * (Mesa's software GPU dies of flash attention with gpt-oss, in the first evaluations). `never`: not at all.
 */
export type Level = "normal" | "careful" | "never";

/** What is known of a model on a device. */
export interface Standing {
  level: Level;
  /** Most bytes, on the GPU and in RAM, that a plan may take. */
  limits: { vram?: number; ram?: number };
}

/** What a plan takes, in bytes. */
export interface Taken {
  vramNeeded: number;
  ramNeeded: number;
}

/** One crash may be somebody's `kill`; two are the file's or the driver's. With care there is no second try. */
const CRASHES_TOLERATED: Record<Level, number> = { normal: 1, careful: 0, never: 0 };
/** Crashes further apart have nothing to do with each other. */
const CRASHES_BELONG_MS = 30 * 60_000;
/** The program that has taken the memory may be gone by then. */
const LIMITS_HOLD_MS = 30 * 60_000;
/** What the next plan may take of what was too much. */
const SMALLER = 0.9;
/** After so many plans that were too large, the GPU is left alone. */
const SHORTAGES_TOLERATED = 4;

const entrySchema = v.object({
  level: v.picklist(["normal", "careful", "never"]),
  crashes: v.number(),
  lastCrashMs: v.number(),
  shortages: v.number(),
  vram: v.optional(v.number()),
  ram: v.optional(v.number()),
  lastShortageMs: v.number(),
});

const runningSchema = v.object({
  model: v.string(),
  device: v.string(),
  vramNeeded: v.number(),
  ramNeeded: v.number(),
  /** It was loaded, and had evaluated its first tokens. */
  isInUse: v.boolean(),
});

const recordSchema = v.object({
  entries: v.record(v.string(), entrySchema),
  /** What native code was at work on; still there when the process died of it. */
  running: v.array(runningSchema),
});

type CrashEntry = v.InferOutput<typeof entrySchema>;
type State = v.InferOutput<typeof recordSchema>;

const NOTHING: CrashEntry = { level: "normal", crashes: 0, lastCrashMs: 0, shortages: 0, lastShortageMs: 0 };

export interface CrashRecordOptions {
  /** Whether the process that died had run out of memory, as its log tells. */
  diedOfMemory?: () => Promise<boolean>;
  now?: () => number;
}

export class CrashRecord {
  readonly #file: string;
  readonly #diedOfMemory: () => Promise<boolean>;
  readonly #now: () => number;
  #state: Promise<State> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, { diedOfMemory = async () => false, now = Date.now }: CrashRecordOptions = {}) {
    this.#file = crashFile(folder);
    this.#diedOfMemory = diedOfMemory;
    this.#now = now;
  }

  async standing(model: string, device: string): Promise<Standing> {
    const entry = (await this.#read()).entries[keyOf(model, device)] ?? NOTHING;
    const holds = this.#now() - entry.lastShortageMs < LIMITS_HOLD_MS;
    const { vram, ram } = holds ? entry : {};
    return { level: entry.level, limits: { vram, ram } };
  }

  /** Before native code works on the model. */
  async begin(model: string, device: string, { vramNeeded, ramNeeded }: Taken): Promise<void> {
    const state = await this.#read();
    state.running.push({ model, device, vramNeeded, ramNeeded, isInUse: false });
    await this.#write(state);
  }

  /** Before the loaded model gets other contexts. */
  async rebuildContexts(model: string, device: string, { vramNeeded, ramNeeded }: Taken): Promise<void> {
    const state = await this.#read();
    const running = state.running.find((one) => one.model === model && one.device === device);
    if (!running) return;
    Object.assign(running, { vramNeeded, ramNeeded });
    await this.#write(state);
  }

  /** After the model has evaluated its first tokens. */
  async inUse(model: string, device: string): Promise<void> {
    const state = await this.#read();
    for (const one of state.running) if (one.model === model && one.device === device) one.isInUse = true;
    await this.#write(state);
  }

  /** After the model's memory was freed, or loading it failed without a crash. */
  async end(model: string, device: string): Promise<void> {
    const state = await this.#read();
    const at = state.running.findIndex((one) => one.model === model && one.device === device);
    if (at < 0) return;
    state.running.splice(at, 1);
    await this.#write(state);
  }

  /** A plan took more than there is. */
  async outOfMemory(model: string, device: string, taken: Taken): Promise<void> {
    const state = await this.#read();
    this.#countShortage(state, model, device, taken);
    await this.#write(state);
  }

  /** When the user asks to try again. What runs now is not forgotten. */
  async clear(): Promise<void> {
    const state = await this.#read();
    state.entries = {};
    await this.#write(state);
  }

  /** The record; what an earlier process was at work on when it died counts against it. */
  #read(): Promise<State> {
    this.#state ??= this.#readFile();
    return this.#state;
  }

  async #readFile(): Promise<State> {
    let raw: unknown;
    try {
      raw = JSON.parse(await readFile(this.#file, "utf8"));
    } catch {
      return { entries: {}, running: [] };
    }
    const parsed = v.safeParse(recordSchema, raw);
    if (!parsed.success) return { entries: {}, running: [] };
    const state = { entries: parsed.output.entries, running: [] };
    if (parsed.output.running.length === 0) return state;
    const ofMemory = await this.#diedOfMemory();
    const { running } = parsed.output;
    // What was being loaded is more likely the reason than another model, which was in use already.
    const loading = running.filter(({ isInUse }) => !isInUse);
    for (const { model, device, isInUse, ...taken } of loading.length > 0 ? loading : running) {
      if (ofMemory) this.#countShortage(state, model, device, taken);
      // What runs on the CPU and dies in use is killed: there is nothing smaller that would live longer.
      else if (device !== "CPU" || !isInUse) this.#countCrash(state, model, device);
    }
    await this.#write(state);
    return state;
  }

  #countCrash(state: State, model: string, device: string): void {
    const entry = state.entries[keyOf(model, device)] ?? NOTHING;
    const now = this.#now();
    const crashes = now - entry.lastCrashMs < CRASHES_BELONG_MS ? entry.crashes + 1 : 1;
    const isTooMuch = crashes > CRASHES_TOLERATED[entry.level];
    state.entries[keyOf(model, device)] = {
      ...entry,
      lastCrashMs: now,
      crashes: isTooMuch ? 0 : crashes,
      level: isTooMuch ? nextLevel(device, entry.level) : entry.level,
    };
  }

  #countShortage(state: State, model: string, device: string, { vramNeeded, ramNeeded }: Taken): void {
    const entry = state.entries[keyOf(model, device)] ?? NOTHING;
    const now = this.#now();
    const holds = now - entry.lastShortageMs < LIMITS_HOLD_MS;
    const shortages = holds ? entry.shortages + 1 : 1;
    // What was too much once stays too much: a plan made before the last shortage may be the one that is counted.
    const less = (limit: number | undefined, taken: number) =>
      Math.min((holds ? limit : undefined) ?? Infinity, Math.floor(SMALLER * taken));
    state.entries[keyOf(model, device)] = {
      ...entry,
      lastShortageMs: now,
      shortages,
      ...(vramNeeded > 0
        ? { vram: shortages > SHORTAGES_TOLERATED ? 0 : less(entry.vram, vramNeeded) }
        : { ram: less(entry.ram, ramNeeded) }),
    };
  }

  /** One write after another, the state as it then is; nothing is left where there is nothing to remember. */
  #write(state: State): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (state.running.length === 0 && Object.keys(state.entries).length === 0)
        await rm(this.#file, { force: true });
      else await writeFileAtomically(this.#file, JSON.stringify(state));
    });
    // A full disk is told where it matters; a crash is then not remembered.
    this.#writing = this.#writing.catch(() => undefined);
    return this.#writing;
  }
}

/** A GPU is tried with care first; there is no more careful way to compute on the CPU, nor to start a driver. */
function nextLevel(device: string, level: Level): Level {
  return level === "normal" && device !== "CPU" && !device.startsWith(STARTING) ? "careful" : "never";
}

/** What the record calls the start of a back end, before any model is loaded. */
export const STARTING = "start ";

const keyOf = (model: string, device: string) => `${device}\n${model}`;
