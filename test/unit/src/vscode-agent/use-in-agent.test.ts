import assert from "node:assert/strict";
import { offeredSettings } from "../../../../src/vscode-agent/offered-settings.ts";
import { type AgentEditor, type AgentUser, useInAgent } from "../../../../src/vscode-agent/use-in-agent.ts";

const UTILITY = "chat.byokUtilityModelDefault";
const SKILLS = "chat.useAgentSkills";
const BASE = "github.copilot.chat.omitBaseAgentInstructions";
const AS_SHIPPED = { [UTILITY]: "copilot", [SKILLS]: true, [BASE]: false };

interface Situation {
  aiFeatures?: boolean;
  extension?: boolean;
  settings?: Record<string, unknown>;
  declined?: string[];
  /** The extension never starts, and the user doesn't wait. */
  endless?: boolean;
}

/** Does what is asked for, and writes it down. */
class FakeEditor implements AgentEditor {
  readonly done: string[] = [];
  #aiFeatures: boolean;
  #extension: boolean;
  readonly #settings: Record<string, unknown>;
  readonly #endless: boolean;

  constructor({ aiFeatures = true, extension = true, settings = AS_SHIPPED, endless = false }: Situation) {
    this.#aiFeatures = aiFeatures;
    this.#extension = extension;
    this.#settings = { ...settings };
    this.#endless = endless;
  }

  hasAiFeatures = () => this.#aiFeatures;
  hasChatExtension = async () => this.#extension;
  setting = (name: string) => this.#settings[name];

  async switchOnAiFeatures(): Promise<void> {
    this.done.push("AI features on");
    this.#aiFeatures = true;
  }

  async enableChatExtension(): Promise<boolean> {
    this.done.push("extension enabled");
    this.#extension = !this.#endless;
    return this.#extension;
  }

  async changeSetting(name: string, value: boolean | string): Promise<void> {
    this.done.push(`${name}=${value}`);
    this.#settings[name] = value;
  }

  async openAgent(): Promise<void> {
    this.done.push("agent");
  }

  async openParticipant(): Promise<void> {
    this.done.push("participant");
  }
}

/** Answers what was said beforehand, and keeps what was asked. */
class FakeUser implements AgentUser {
  readonly asked: string[] = [];
  readonly #turnsOn: boolean;
  readonly #extension: "enable" | "participant" | undefined;
  readonly #settings: string[] | undefined;

  constructor(
    turnsOn: boolean,
    extension: "enable" | "participant" | undefined,
    settings: string[] | undefined,
  ) {
    this.#turnsOn = turnsOn;
    this.#extension = extension;
    this.#settings = settings;
  }

  switchesOnAiFeatures = async () => {
    this.asked.push("AI features");
    return this.#turnsOn;
  };

  choosesExtension = async () => {
    this.asked.push("extension");
    return this.#extension;
  };

  choosesSettings: AgentUser["choosesSettings"] = async (offered) => {
    this.asked.push(...offered.map(({ name }) => name));
    return this.#settings && offered.filter(({ name }) => this.#settings?.includes(name));
  };
}

async function goes(situation: Situation, user: FakeUser) {
  const editor = new FakeEditor(situation);
  let declined: readonly string[] = situation.declined ?? [];
  await useInAgent(editor, user, {
    names: () => declined,
    keep: async (names) => {
      declined = names;
    },
  });
  return { done: editor.done, asked: user.asked, declined };
}

describe("the way to VS Code's agent", () => {
  it("asks nothing where everything is as it should be", async () => {
    const settings = { [UTILITY]: "mainAgent", [SKILLS]: false, [BASE]: true };
    const { done, asked } = await goes({ settings }, new FakeUser(false, undefined, undefined));
    assert.deepEqual({ done, asked }, { done: ["agent"], asked: [] });
  });

  it("leaves AI features off unless the user turns them on", async () => {
    const off = { aiFeatures: false, extension: false };
    const refused = await goes(off, new FakeUser(false, "enable", []));
    assert.deepEqual(refused, { done: [], asked: ["AI features"], declined: [] });
    const { done } = await goes(off, new FakeUser(true, "enable", []));
    assert.deepEqual(done, ["AI features on", "extension enabled", "agent"]);
  });

  it("enables Microsoft's extension on a click alone, and offers what works without it", async () => {
    const escaped = await goes({ extension: false }, new FakeUser(false, undefined, []));
    assert.deepEqual(escaped, { done: [], asked: ["extension"], declined: [] });
    const other = await goes({ extension: false }, new FakeUser(false, "participant", []));
    assert.deepEqual(other.done, ["participant"]);
  });

  it("goes no further when the user doesn't wait for the extension", async () => {
    const { done } = await goes({ extension: false, endless: true }, new FakeUser(false, "enable", []));
    assert.deepEqual(done, ["extension enabled"]);
  });

  it("changes the settings that are chosen, and doesn't offer the others again", async () => {
    const first = await goes({}, new FakeUser(false, undefined, [SKILLS]));
    assert.deepEqual(first.asked, [UTILITY, SKILLS, BASE]);
    assert.deepEqual(first.done, [`${SKILLS}=false`, "agent"]);
    assert.deepEqual(first.declined, [UTILITY, BASE]);
    const settings = { ...AS_SHIPPED, [SKILLS]: false };
    const again = await goes(
      { settings, declined: [UTILITY, BASE] },
      new FakeUser(false, undefined, undefined),
    );
    assert.deepEqual(again.asked, []);
  });

  it("goes on after Escape, changes nothing, and offers the settings the next time", async () => {
    const { done, declined } = await goes({}, new FakeUser(false, undefined, undefined));
    assert.deepEqual({ done, declined }, { done: ["agent"], declined: [] });
  });

  it("doesn't offer settings that this VS Code doesn't have", async () => {
    const { asked } = await goes({ settings: { [SKILLS]: true } }, new FakeUser(false, undefined, []));
    assert.deepEqual(asked, [SKILLS]);
  });

  it("says of each setting what it saves", () => {
    for (const { name, detail } of offeredSettings()) assert.match(detail, /^Saves .* tokens/, name);
  });
});
