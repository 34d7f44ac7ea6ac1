import { type ChatState, MODES } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { t } from "../strings.ts";

export const MODE_WHY_ID = "mode-why";

/** What the model may do: look into the workspace, or work in it. */
export function ModeSwitch({ mode: { chosen, off, why } }: { mode: ChatState["thread"]["mode"] }) {
  const names = { ask: t("Ask"), agent: t("Agent") };
  const does = {
    ask: t("Answers questions, and reads the workspace for it"),
    agent: t("Also edits files and runs commands: you review the edits and allow the commands"),
  };
  return (
    <fieldset class="modes" aria-describedby={why === undefined ? undefined : MODE_WHY_ID}>
      <legend class="spoken">{t("What the model may do")}</legend>
      {MODES.map((mode) => (
        <label key={mode} class="mode" title={off.includes(mode) ? why : does[mode]}>
          <input
            type="radio"
            name="mode"
            class="spoken"
            checked={mode === chosen}
            disabled={off.includes(mode)}
            onChange={() => post({ type: "setMode", mode })}
          />
          {names[mode]}
        </label>
      ))}
    </fieldset>
  );
}
