/**
 * Generations with the same prompt that are drawn side by side: the first one evaluates the prompt, each other one works on
 * a copy of its sequence, and one step of all of them is one batch. Whoever of them has the turn makes the step for all.
 */
import type { Token } from "node-llama-cpp";
import type { Lease } from "./sequence-pool.ts";

/** A generation that draws. */
export interface Member {
  readonly lease: Lease;
  readonly isOver: boolean;
  /** Draws by itself, one token at least, until it is over or interrupted. Calls `alive` after each token. */
  goOn(alive: () => void): Promise<void>;
  /** Draws one token. What several do at a time is one batch. Never rejects: what fails is for the generation to say. */
  step(): Promise<void>;
  interrupt(): void;
}

export class SideBySide {
  readonly #groups = new Set<Group>();

  /**
   * A place for a generation of this prompt: at once where no other one is under way, else once the prompt is evaluated.
   * Rejects with the signal's reason.
   */
  async enter(session: string, prompt: readonly Token[], signal: AbortSignal): Promise<Place> {
    for (;;) {
      const group = [...this.#groups].find((other) => other.isOf(session, prompt));
      if (!group) return new Place(this.#newGroup(session, prompt), undefined);
      const copied = await group.copyFor(signal);
      if (copied !== "over") return new Place(copied && group, copied);
    }
  }

  #newGroup(session: string, prompt: readonly Token[]): Group {
    const group: Group = new Group(session, prompt, () => this.#groups.delete(group));
    this.#groups.add(group);
    return group;
  }
}

/** Where one generation is drawn. It must be left when the generation is over, however it ended. */
export class Place {
  /** With all of the prompt but its last token. Undefined for the first generation, and where there can't be a copy. */
  readonly copy: Lease | undefined;
  #group: Group | undefined;
  #member: Member | undefined;

  /** @param group undefined for a generation that goes on alone */
  constructor(group: Group | undefined, copy: Lease | undefined) {
    this.#group = group;
    this.copy = copy;
  }

  begin(member: Member): void {
    this.#member = member;
    this.#group?.add(member);
  }

  /** Goes on with a turn of its own, and all others with it: ends soon after somebody has come. */
  async goOn(alive: () => void): Promise<void> {
    if (!this.#member) return;
    if (this.#group) await this.#group.goOn(this.#member, alive);
    else await this.#member.goOn(alive);
  }

  /** Resolves when nobody works on the generation's sequence any more. */
  async leave(): Promise<void> {
    const group = this.#group;
    this.#group = undefined;
    await group?.leave(this.#member);
  }
}

/** The answer to somebody who waits for a copy: undefined where there can't be one. */
type Copied = Lease | "over" | undefined;

interface Waiting {
  answer: (copied: Copied) => void;
}

class Group {
  readonly #session: string;
  readonly #prompt: readonly Token[];
  readonly #end: () => void;
  /** Places that are taken; the first one is from the start. */
  #taken = 1;
  readonly #waiting = new Set<Waiting>();
  readonly #members = new Set<Member>();
  /** Who has the turn. */
  #drawing: Member | undefined;
  #step: Promise<unknown> = Promise.resolve();

  constructor(session: string, prompt: readonly Token[], end: () => void) {
    this.#session = session;
    this.#prompt = prompt;
    this.#end = end;
  }

  isOf(session: string, prompt: readonly Token[]): boolean {
    if (session !== this.#session || prompt.length !== this.#prompt.length) return false;
    return prompt.every((token, index) => token === this.#prompt[index]);
  }

  copyFor(signal: AbortSignal): Promise<Copied> {
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#waiting.delete(waiting);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        answer: (copied) => {
          this.#waiting.delete(waiting);
          signal.removeEventListener("abort", end);
          resolve(copied);
        },
      };
      if (signal.aborted) return end();
      signal.addEventListener("abort", end, { once: true });
      this.#waiting.add(waiting);
      this.#drawing?.interrupt();
    });
  }

  add(member: Member): void {
    this.#members.add(member);
    this.#drawing?.interrupt();
  }

  async goOn(member: Member, alive: () => void): Promise<void> {
    this.#drawing = member;
    try {
      const turn = this.#waiting.size > 0 ? this.#makeCopies(member) : this.#draw(member, alive);
      this.#step = turn.catch(() => {});
      await turn;
    } finally {
      this.#drawing = undefined;
    }
  }

  #draw(member: Member, alive: () => void): Promise<void> {
    const others = [...this.#members].filter((other) => other !== member && !other.isOver);
    return others.length === 0 ? member.goOn(alive) : stepOf([member, ...others]);
  }

  async #makeCopies({ lease: { pool, slot } }: Member): Promise<void> {
    for (const waiting of this.#waiting) {
      const copy = await pool.copy(slot, this.#prompt.length - 1);
      if (this.#waiting.has(waiting)) {
        if (copy) this.#taken++;
        waiting.answer(copy);
      } else if (copy) pool.release(copy);
    }
  }

  async leave(member: Member | undefined): Promise<void> {
    if (member) this.#members.delete(member);
    if (--this.#taken === 0) {
      this.#end();
      for (const waiting of this.#waiting) waiting.answer("over");
    }
    await this.#step;
  }
}

/** llama.cpp evaluates sequences together only in the order of their numbers. */
async function stepOf(members: readonly Member[]): Promise<void> {
  const ordered = members.toSorted((a, b) => a.lease.slot.number - b.lease.slot.number);
  await Promise.all(ordered.map((member) => member.step()));
}
