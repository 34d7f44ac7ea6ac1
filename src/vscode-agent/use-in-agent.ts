/** The way to VS Code's own agent: what is in it is asked about, and nothing is switched on without a click. */
import { type OfferedSetting, offeredSettings } from "./offered-settings.ts";

/** What the way needs of the editor. What can't be done rejects with a sentence for the user. */
export interface AgentEditor {
  hasAiFeatures(): boolean;
  switchOnAiFeatures(): Promise<void>;
  /** Microsoft's chat extension, which VS Code's agent is made of: whether it is there and enabled. */
  hasChatExtension(): Promise<boolean>;
  /** Resolves when it runs, or with false when the user doesn't wait. */
  enableChatExtension(): Promise<boolean>;
  /** Undefined where the editor doesn't know such a setting. */
  setting(name: string): unknown;
  changeSetting(name: string, value: boolean | string): Promise<void>;
  /** Opens the chat view with Ossicle's agent and model. */
  openAgent(): Promise<void>;
  /** Opens the chat view with `@ossicle`, which needs no other extension. */
  openParticipant(): Promise<void>;
}

/** What the user decides. Undefined and false: by Escape as well. */
export interface AgentUser {
  switchesOnAiFeatures(): Promise<boolean>;
  choosesExtension(): Promise<"enable" | "participant" | undefined>;
  /** The ones that are wanted, of those that are offered. */
  choosesSettings(offered: readonly OfferedSetting[]): Promise<readonly OfferedSetting[] | undefined>;
}

/** Names of settings that the user didn't want. */
export interface Declined {
  names(): readonly string[];
  keep(names: readonly string[]): Promise<void>;
}

/** Opens VS Code's chat with Ossicle's agent and model, as far as the user wants what that takes. */
export async function useInAgent(editor: AgentEditor, user: AgentUser, declined: Declined): Promise<void> {
  if (!editor.hasAiFeatures()) {
    if (!(await user.switchesOnAiFeatures())) return;
    await editor.switchOnAiFeatures();
  }
  if (!(await editor.hasChatExtension())) {
    const chosen = await user.choosesExtension();
    if (chosen === "participant") return editor.openParticipant();
    if (chosen === undefined || !(await editor.enableChatExtension())) return;
  }
  await offerSettings(editor, user, declined);
  await editor.openAgent();
}

/** Escape leaves all as it is, and is asked about again the next time. */
async function offerSettings(editor: AgentEditor, user: AgentUser, declined: Declined): Promise<void> {
  const offered = offeredSettings().filter(({ name, value }) => {
    const current = editor.setting(name);
    return current !== undefined && current !== value && !declined.names().includes(name);
  });
  if (offered.length === 0) return;
  const chosen = await user.choosesSettings(offered);
  if (!chosen) return;
  for (const { name, value } of chosen) await editor.changeSetting(name, value);
  const others = offered.filter((setting) => !chosen.includes(setting)).map(({ name }) => name);
  await declined.keep([...declined.names(), ...others]);
}
