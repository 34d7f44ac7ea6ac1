/** What the rest of the agent sees of its commands. */
export { createCommandRunner } from "./create-command-runner.ts";
export { manageRules } from "./manage-rules.ts";
