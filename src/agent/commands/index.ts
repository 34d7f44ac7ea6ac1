/** What the rest of the agent sees of its commands. */
export { commandLimitMs, createCommandRunner } from "./create-command-runner.ts";
export { localFolders } from "./local-folders.ts";
export { manageRules } from "./manage-rules.ts";
export { workFolder } from "./work-folder.ts";
