/** Settings of VS Code with which its chat suits a model on this machine better. */
import { t } from "../text/l10n.ts";

export interface OfferedSetting {
  name: string;
  /** What it is set to. */
  value: boolean | string;
  label: string;
  detail: string;
}

/** The numbers were measured in VS Code 1.139 with Ossicle's agent and the tokens of gpt-oss. */
export const offeredSettings = (): readonly OfferedSetting[] => [
  {
    name: "chat.byokUtilityModelDefault",
    value: "mainAgent",
    label: t("Write titles and commit messages with the same model"),
    detail: t(
      "Saves no tokens: without it, VS Code has no model for them, and a box in the chat asks for one.",
    ),
  },
  {
    name: "chat.useAgentSkills",
    value: false,
    label: t("Leave out the list of skills"),
    detail: t(
      "Saves about 800 tokens in each conversation. All agents of VS Code's chat are without skills then.",
    ),
  },
  {
    name: "github.copilot.chat.omitBaseAgentInstructions",
    value: true,
    label: t("Leave out VS Code's own instructions"),
    detail: t(
      "Saves about 1,000 tokens in each conversation. All agents of VS Code's chat have only their own instructions then; Ossicle's has what it needs.",
    ),
  },
];
