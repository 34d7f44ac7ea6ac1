/** Which file one of the models is to be: what the settings say, and what the user has chosen since. */
import type { ModelRole, OneModelStatus } from "../protocol/status.ts";
import { t } from "../text/l10n.ts";

const SETTINGS: Record<ModelRole, string> = {
  main: "ossicle.model.path",
  completion: "ossicle.completion.model.path",
};

export class ModelChoice {
  readonly #role: ModelRole;
  /** Of the settings; "" where they name none. */
  #fromSettings: string;
  /** Chosen by `ossicle/model/select`; it counts until the setting names another one. */
  #selected: string | undefined;
  /** The one that was asked for just now; it takes the place of `#selected` when it turns out to be of use. */
  #tried: { path: string } | undefined;
  /** Why the model of the settings isn't used, where the user has set it just now. */
  #refused: { reason: string } | undefined;

  constructor(role: ModelRole, fromSettings: string) {
    this.#role = role;
    this.#fromSettings = fromSettings;
  }

  /** "" where there is none. */
  get path(): string {
    return this.#tried?.path ?? this.#selected ?? this.#fromSettings;
  }

  /** The settings name a file, or none. Returns whether that is another one than before. */
  set(path: string): boolean {
    if (path === this.#fromSettings) return false;
    this.#fromSettings = path;
    this.#selected = undefined;
    this.#tried = undefined;
    this.#refused = undefined;
    return true;
  }

  /** A file counts from now on. Returns what ends the try, with whether it has turned out to be of use. */
  try(path: string): (isUsed: boolean) => void {
    const choice = { path };
    this.#tried = choice;
    return (isUsed) => {
      if (this.#tried !== choice) return;
      this.#tried = undefined;
      if (!isUsed) return;
      this.#selected = path;
      this.#refused = undefined;
    };
  }

  refuse(reason: string): void {
    this.#refused = { reason };
  }

  /** What the settings name can't be used, so the model from before stays: nobody should take it for the new one. */
  told<T extends OneModelStatus>(status: T): T {
    const isInUse = status.state === "ready" || status.state === "working" || status.state === "unloaded";
    if (!this.#refused || !isInUse || !status.model) return status;
    return {
      ...status,
      reason: this.#refused.reason,
      advice: t("{0} stays in use. Change the setting {1}.", status.model.name, SETTINGS[this.#role]),
      fix: "openSettings",
    };
  }
}
