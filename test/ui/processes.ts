/** The processes behind a test's editor. */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Place } from "../workbench/place.ts";
import { until } from "../workbench/until.ts";
import type { Workbench } from "./workbench.ts";

/** The fixture model says a token or two in this time, longer each time as the machine may be a slow one … */
const STEP_MS = 3;
const LONGER_MS = 0.5;
/** … and in this time they are on the screen, mostly. */
const DRAWN_MS = 150;

/** The process ids of the language servers that this process has started: one, but while a window is loaded again. */
export function serverPids(): number[] {
  const listed = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" });
  const parents = new Map<number, number>();
  const servers: number[] = [];
  for (const line of listed.split("\n")) {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    parents.set(Number(pid), Number(parent));
    if (args.some((argument) => argument.endsWith("dist/server.mjs"))) servers.push(Number(pid));
  }
  return servers.filter((pid) => {
    for (let at: number | undefined = pid; at; at = parents.get(at)) if (at === process.pid) return true;
    return false;
  });
}

/** Restarts the language server. The model is ready again when this resolves: before, the status bar may still say so. */
export async function restartServer(workbench: Workbench): Promise<void> {
  const before = serverPids();
  await workbench.command("Ossicle: Restart Language Server");
  await anotherServer(workbench, before);
}

/** Waits until there is another server than these, and the model is ready by its word. */
export async function anotherServer(workbench: Workbench, before: readonly number[]): Promise<void> {
  await until("another server runs", () => serverPids().find((pid) => !before.includes(pid)));
  await workbench.settled();
}

/** The engine's process id. After a reload of the page it is another one. */
export async function enginePid({ env }: Place): Promise<number> {
  const file = join(env.OSSICLE_RUNTIME_DIR ?? "", "engine-2.json");
  const { pid }: { pid: number } = JSON.parse(await readFile(file, "utf8"));
  return pid;
}

/** Holds the engine of a place, so that its model says nothing, and lets it go on. */
export class EngineBrake {
  readonly #place: Place;
  #held: number | undefined;

  constructor(place: Place) {
    this.#place = place;
  }

  async hold(): Promise<void> {
    this.#stop(await enginePid(this.#place));
  }

  goOn(): void {
    if (this.#held !== undefined) process.kill(this.#held, "SIGCONT");
    this.#held = undefined;
  }

  /** Lets the held model go on in little steps until a condition holds; then it is held. */
  async stepUntil(what: string, condition: () => Promise<boolean>): Promise<void> {
    const held = this.#held;
    if (held === undefined) throw new Error("Only a held model goes step by step.");
    let step = STEP_MS;
    await until(what, async () => {
      this.goOn();
      await delay(step);
      // At once: whatever is waited for here, it says more.
      this.#stop(held);
      step += LONGER_MS;
      await delay(DRAWN_MS);
      return (await condition()) || undefined;
    });
  }

  #stop(pid: number): void {
    process.kill(pid, "SIGSTOP");
    this.#held = pid;
  }
}
