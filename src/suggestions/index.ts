/** What other features see of the suggestions' switches. */
export { Snooze } from "./snooze.ts";
export { sendSnooze, suggestionCommands } from "./suggestion-commands.ts";
export { languageEnabled, suggestionsEnabled } from "./suggestion-settings.ts";
