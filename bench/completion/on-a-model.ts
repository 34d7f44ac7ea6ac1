/** What a user who writes costs a real model: tokens of the prompts, and memory of the processes. */
import { setTimeout as delay } from "node:timers/promises";
import type { LaneStats } from "../../language-server/protocol/status.ts";
import { type Figure, median } from "../figure.ts";
import { openPlace, type Place } from "../place.ts";
import { residentBytes } from "../resident.ts";
import { Editor } from "./editor.ts";
import { heldBytes } from "./held-memory.ts";
import { sources } from "./sources.ts";
import { UnfinishedFile } from "./unfinished-file.ts";
import { User } from "./user.ts";

/** Random weights say nothing that a user would wait for. */
const MAX_TOKENS = 4;
const SEED = 5;
/** After a while without requests, the cache is warmed; what isn't needed any more is given back. */
const QUIET_MS = 3_000;

/** How many requests the editor has made when the memory is looked at. */
export interface Looks {
  first: number;
  last: number;
}

export async function modelFigures({ first, last }: Looks): Promise<Figure[]> {
  await using place = await openPlace("tiny", { completion: { maxTokens: MAX_TOKENS } });
  const writing = await Writing.begin(place);
  const before = await writing.memoryAfter(first);
  const after = await writing.memoryAfter(last);
  const growth = (of: keyof Memory) => after[of].held / before[of].held;
  return [
    {
      name: "writing: tokens of a prompt that were evaluated for a request, median",
      value: median(writing.promptTokens),
      unit: "tokens",
      target: { atMost: 3 },
    },
    {
      name: "writing: the same, mean",
      value: writing.promptTokens.reduce((sum, tokens) => sum + tokens, 0) / writing.promptTokens.length,
      unit: "tokens",
    },
    ...memoryFigures(first, before),
    ...memoryFigures(last, after),
    {
      name: `memory: the server after ${last} requests against ${first}`,
      value: growth("server"),
      unit: "",
      target: { atMost: 1.05 },
    },
    {
      name: `memory: the engine after ${last} requests against ${first}`,
      value: growth("engine"),
      unit: "",
      target: { atMost: 1.05 },
    },
  ];
}

/** Bytes of a process. */
interface Resident {
  /** As a user's process has them. */
  all: number;
  /** Once its garbage is collected. */
  held: number;
}

type Memory = Record<"server" | "engine", Resident>;

function memoryFigures(requests: number, memory: Memory): Figure[] {
  return (["server", "engine"] as const).flatMap((of) => [
    { name: `memory: the ${of} after ${requests} requests`, value: memory[of].all / 1e6, unit: "MB" },
    { name: "memory: of it without garbage", value: memory[of].held / 1e6, unit: "MB" },
  ]);
}

async function residentOf(pid: number): Promise<Resident> {
  return { all: await residentBytes(pid), held: await heldBytes(pid) };
}

class Writing {
  /** Of each request that ran the model alone. */
  readonly promptTokens: number[] = [];
  readonly #place: Place;
  readonly #wholes: readonly string[];
  readonly #editor: Editor;
  #files: UnfinishedFile[] = [];
  #round = 0;
  #last: LaneStats | undefined;

  private constructor(place: Place, wholes: readonly string[]) {
    this.#place = place;
    this.#wholes = wholes;
    this.#editor = new Editor(place.server, () => this.#modelRequests());
  }

  static async begin(place: Place): Promise<Writing> {
    return new Writing(place, await sources());
  }

  async memoryAfter(requests: number): Promise<Memory> {
    while (!(await new User(this.#editor, await this.#opened(), SEED + this.#round).write(requests)))
      await this.#close();
    await delay(QUIET_MS);
    const { pid } = this.#place.server.process;
    if (pid === undefined) throw new Error("The server has no process.");
    return {
      server: await residentOf(pid),
      engine: await residentOf(await this.#place.enginePid()),
    };
  }

  /** Files in which something is missing: others, once those of before are written. */
  async #opened(): Promise<readonly UnfinishedFile[]> {
    if (this.#files.length > 0) return this.#files;
    const round = this.#round++;
    this.#files = this.#wholes.map(
      (whole, index) =>
        new UnfinishedFile(this.#place.uri(`round-${round}-${index}.ts`), whole, 5 + (round % 9)),
    );
    for (const { uri, text } of this.#files) await this.#editor.open(uri, text);
    return this.#files;
  }

  async #close(): Promise<void> {
    for (const { uri } of this.#files) await this.#place.server.close(uri);
    this.#files = [];
  }

  async #modelRequests(): Promise<number> {
    const { completion } = await this.#place.server.stats();
    const before = this.#last;
    this.#last = completion;
    if (before && completion.requests === before.requests + 1)
      this.promptTokens.push(fresh(completion) - fresh(before));
    return completion.requests;
  }
}

const fresh = ({ promptTokens, reusedTokens }: LaneStats): number => promptTokens - reusedTokens;
