/** What the activation sees of VS Code's agent. */
export { VsCodeAgentContribution } from "./vscode-agent.contribution.ts";
