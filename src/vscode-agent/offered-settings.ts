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
    label: t("Titles and commit messages"),
    detail: t("Saves no tokens. Without it, VS Code's chat asks you for another model."),
  },
  {
    name: "chat.useAgentSkills",
    value: false,
    label: t("No list of skills"),
    detail: t("Saves about 800 tokens. For all agents of VS Code's chat."),
  },
  {
    name: "github.copilot.chat.omitBaseAgentInstructions",
    value: true,
    label: t("No instructions of VS Code's own"),
    detail: t("Saves about 1,100 tokens. For all agents; Ossicle's has what it needs."),
  },
];
