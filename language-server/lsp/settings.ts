/** The settings of this client: from `initializationOptions`, then from `workspace/configuration` where it is supported. */

import { isDeepStrictEqual } from "node:util";
import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  type Disposable,
  Emitter,
  type Event,
} from "vscode-languageserver/node";
import type { EngineSettings } from "../engine-protocol/protocol.ts";
import { parseSettings, type Settings } from "../protocol/settings.ts";
import { translated } from "../text/l10n.ts";

const SECTION = "ossicle";

export class ClientSettings {
  readonly #connection: Connection;
  readonly #canPull: boolean;
  readonly #canRegister: boolean;
  readonly #changed = new Emitter<Settings>();
  readonly #logged = new Set<string>();
  #current: Settings;
  #problems: string[] = [];
  #reads = 0;
  #subscription: Disposable | undefined;

  constructor(connection: Connection, capabilities: ClientCapabilities, initializationOptions: unknown) {
    this.#connection = connection;
    this.#canPull = capabilities.workspace?.configuration === true;
    this.#canRegister = capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
    this.#current = this.#parse(initializationOptions);
  }

  get current(): Settings {
    return this.#current;
  }

  /** What is wrong with the client's values, one sentence for the user each. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Fires when a value, or what is wrong with one, differs from before. */
  get onChange(): Event<Settings> {
    return this.#changed.event;
  }

  /** Follows the client's changes from now on, and reads its settings. */
  async follow(): Promise<void> {
    this.#subscription = this.#connection.onDidChangeConfiguration(async (params: unknown) => {
      if (this.#canPull) await this.#pull();
      else this.#use(pushedSection(params));
    });
    if (this.#canRegister) {
      // A refusal is logged by the library; nothing waits for the answer.
      this.#connection.client
        .register(DidChangeConfigurationNotification.type, { section: SECTION })
        .catch(() => undefined);
    }
    if (this.#canPull) await this.#pull();
  }

  dispose(): void {
    this.#subscription?.dispose();
    this.#changed.dispose();
  }

  async #pull(): Promise<void> {
    const read = ++this.#reads;
    try {
      const raw: unknown = await this.#connection.workspace.getConfiguration(SECTION);
      // A later read is under way and has newer values.
      if (read === this.#reads) this.#use(raw);
    } catch {
      this.#connection.console.warn(
        "The client didn't answer workspace/configuration, so its settings stay as they were.",
      );
    }
  }

  /** A client without values of its own (it answers null) keeps what it said before. */
  #use(raw: unknown): void {
    if (raw === null || raw === undefined) return;
    const before = [this.#current, this.#problems];
    this.#current = this.#parse(raw);
    if (!isDeepStrictEqual(before, [this.#current, this.#problems])) this.#changed.fire(this.#current);
  }

  #parse(raw: unknown): Settings {
    const { settings, problems } = parseSettings(raw);
    this.#problems = problems.map(translated);
    for (const problem of this.#problems) {
      if (this.#logged.has(problem)) continue;
      this.#logged.add(problem);
      this.#connection.console.warn(problem);
    }
    return settings;
  }
}

/** Clients that can't be asked send their settings along, under the section's name. */
function pushedSection(params: unknown): unknown {
  const settings = isRecord(params) ? params.settings : undefined;
  return isRecord(settings) ? settings[SECTION] : undefined;
}

/** The part of the settings that the engine works with. */
export function engineSettings({ model, engine, chat, completion }: Settings): EngineSettings {
  const { gpu, devices, threads, idleUnloadMinutes } = engine;
  const { path } = completion.model;
  return {
    model,
    ...(path === "" ? {} : { completionModel: path }),
    gpu,
    devices,
    threads,
    idleUnloadMinutes,
    chatContextSize: chat.contextSize,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
