import type { CommandView } from "../../../src/chat/view/messages.ts";
import { t } from "../strings.ts";
import { CommandButtons } from "./command-buttons.tsx";
import { Elapsed } from "./elapsed.tsx";

/** The agent's commands that go on without it. */
export function BackgroundCommands({ commands }: { commands: readonly CommandView[] }) {
  if (commands.length === 0) return null;
  return (
    <ul class="bar background" aria-label={t("Commands in the background")}>
      {commands.map((command) => (
        <li key={command.id} class="bar-line">
          <span class="codicon codicon-terminal" aria-hidden="true" />
          <span class="bar-command" title={command.tail === "" ? command.command : command.tail}>
            {command.command}
          </span>
          <Elapsed since={command.since} />
          <CommandButtons command={command} />
        </li>
      ))}
    </ul>
  );
}
