/** The tools that the agent has: those of gpt-oss's training. */
import { applyPatch } from "./apply-patch.ts";
import { exec } from "./exec.ts";
import { listDir } from "./list-dir.ts";
import { openFile } from "./open-file.ts";
import { printTree } from "./print-tree.ts";
import { search } from "./search.ts";
import type { AgentTool } from "./tool.ts";

export const AGENT_TOOLS: readonly AgentTool[] = [printTree, search, openFile, listDir, applyPatch, exec];
