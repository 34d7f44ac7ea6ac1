/** The rules that the user has made in this workspace. */
import { isSameRule, type Rule } from "./rules.ts";

const KEY = "ossicle.agent.rules";

/** The part of VS Code's `Memento` that is needed. */
export interface RuleState {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export class KeptRules {
  readonly #state: RuleState;

  /** @param state of the workspace */
  constructor(state: RuleState) {
    this.#state = state;
  }

  list(): readonly Rule[] {
    const kept = this.#state.get(KEY);
    // What can't be read lets nothing run.
    return Array.isArray(kept) ? kept.filter(isRule) : [];
  }

  async add(more: readonly Rule[]): Promise<void> {
    const all = this.list();
    const added = more.filter((each) => !all.some((one) => isSameRule(one, each)));
    if (added.length > 0) await this.#state.update(KEY, [...all, ...added]);
  }

  async remove(gone: readonly Rule[]): Promise<void> {
    await this.#state.update(
      KEY,
      this.list().filter((each) => !gone.some((one) => isSameRule(one, each))),
    );
  }
}

function isRule(value: unknown): value is Rule {
  if (typeof value !== "object" || value === null || !("words" in value) || !("isOpen" in value))
    return false;
  const { words, isOpen } = value;
  const areWords =
    Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === "string");
  return areWords && typeof isOpen === "boolean";
}
