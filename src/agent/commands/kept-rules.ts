/** The rules that the user has made in this workspace. */
import type { Memento } from "vscode";
import { isSameRule, type Rule } from "./rules.ts";

const KEY = "ossicle.agent.rules";

export class KeptRules {
  readonly #state: Memento;

  /** @param state of the workspace */
  constructor(state: Memento) {
    this.#state = state;
  }

  list(): readonly Rule[] {
    const kept: unknown = this.#state.get(KEY);
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
