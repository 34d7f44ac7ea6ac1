import type { ChatDelta } from "../../../language-server/protocol/chat.ts";
import type { Thread } from "./thread.ts";

/** A thread in use in this window. It is the same one also when its id changes. */
export interface OpenThread {
  /** Its present state. Only `LiveThreads.update` changes it. */
  readonly thread: Thread;
}

export type AnswerDelta = Omit<ChatDelta, "requestId">;

export interface ThreadUpdate {
  open: OpenThread;
  /** Set when the step only added this to the end of the answer under way. */
  delta?: AnswerDelta;
  /** Set when the state is one that another window has saved. */
  isSaved?: boolean;
}

/**
 * The threads in use in this window, and the only place where their states are written. Each step starts from the
 * latest state, so that no step undoes another.
 */
export class LiveThreads {
  readonly #onUpdate: (update: ThreadUpdate) => void;
  /** A thread is in use as long as anyone holds it: there is never a second state of the same thread. */
  #states: WeakRef<State>[] = [];

  /** `onUpdate` is called after each step that changed something. */
  constructor(onUpdate: (update: ThreadUpdate) => void) {
    this.#onUpdate = onUpdate;
  }

  /** The thread with this id; `undefined` when it isn't in use. */
  find(id: string): OpenThread | undefined {
    return this.#inUse().find(({ thread }) => thread.id === id);
  }

  /** Takes a thread into use. When it is in use already, that one is returned with the state that it has. */
  open(thread: Thread): OpenThread {
    const known = this.find(thread.id);
    if (known) return known;
    const state: State = { thread };
    this.#states.push(new WeakRef(state));
    return state;
  }

  /** Takes a thread out of use, because it is deleted. Steps that come later change nothing. */
  close(open: OpenThread): void {
    this.#states = this.#states.filter((state) => state.deref() !== open);
  }

  /** Changes a thread by a step, which gets the latest state and returns the next one, or the same for no change. */
  update(
    open: OpenThread,
    step: (thread: Thread) => Thread,
    about: Pick<ThreadUpdate, "delta" | "isSaved"> = {},
  ): void {
    const state = this.#inUse().find((each) => each === open);
    if (!state) return;
    const next = step(state.thread);
    if (next === state.thread) return;
    state.thread = next;
    this.#onUpdate({ open, ...about });
  }

  #inUse(): State[] {
    const inUse: State[] = [];
    this.#states = this.#states.filter((reference) => {
      const state = reference.deref();
      if (state) inUse.push(state);
      return state !== undefined;
    });
    return inUse;
  }
}

interface State {
  thread: Thread;
}
