/** What the rest of the agent sees of its commands. */
export { commandLine } from "./command-line.ts";
export { createCommandRunner } from "./create-command-runner.ts";
export { manageRules } from "./manage-rules.ts";
