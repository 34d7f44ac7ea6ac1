/** Every command of the extension, as `package.json` declares them. */
export const COMMAND_IDS = [
  "ossicle.showMenu",
  "ossicle.enableSuggestions",
  "ossicle.disableSuggestions",
  "ossicle.toggleSuggestionsForLanguage",
  "ossicle.snoozeSuggestions",
  "ossicle.endSnooze",
  "ossicle.selectModel",
  "ossicle.loadModel",
  "ossicle.unloadModel",
  "ossicle.restartServer",
  "ossicle.showLog",
  "ossicle.showStatistics",
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];
