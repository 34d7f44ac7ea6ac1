/** What other features see of the agent's work. */
export { type AgentRun, AgentWork, type AgentWorkOptions } from "./agent-work.ts";
export type { AgentChanges } from "./changes.ts";
export type { AgentCommand, CommandRunner } from "./command-runner.ts";
export {
  commandLimitMs,
  createCommandRunner,
  localFolders,
  manageRules,
  workFolder,
} from "./commands/index.ts";
export type { AgentQuestion, Ask, Reply } from "./questions.ts";
