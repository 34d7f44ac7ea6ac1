import type { CommandView } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { t } from "../strings.ts";

interface CommandButtonsProps {
  command: CommandView;
  /** The agent waits for it, and needn't. */
  canGoOn?: boolean;
}

/** What can be done about a command that runs. */
export function CommandButtons({ command: { id, command }, canGoOn = false }: CommandButtonsProps) {
  return (
    <span class="command-buttons">
      {canGoOn && (
        <button
          type="button"
          class="text-button"
          title={t("The model goes on, and the command runs in the background")}
          onClick={() => post({ type: "letGoOn", id })}
        >
          {t("Don't Wait")}
        </button>
      )}
      <button
        type="button"
        class="text-button"
        aria-label={t("Stop {0}", command)}
        onClick={() => post({ type: "stopCommand", id })}
      >
        {t("Stop")}
      </button>
    </span>
  );
}
