/** The tools that the agent has: those of gpt-oss's training. */
import type { AgentTool } from "./tool.ts";

export const AGENT_TOOLS: readonly AgentTool[] = [];
