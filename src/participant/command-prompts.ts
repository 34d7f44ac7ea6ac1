/** What the commands of the participant ask the model for. Instructions for the model stay in English. */
import type { AgentMode } from "../../language-server/protocol/chat.ts";
import { builtInCommands, type SlashCommand } from "../chat/shared.ts";

/** Where the model can change files, it does instead of showing how they should be. */
const AT_WORK = new Map([
  [
    "fix",
    "Find what is wrong in the attached code and fix it in its file. If nothing is wrong, change nothing and say so. In the end name each problem in a sentence, the most serious first.",
  ],
  [
    "tests",
    "Write tests for the attached code, in the file where the project has such tests, or in a new one beside them. Look at tests that are there for the test framework and the style. Cover the ordinary case, the edges and bad input. Each test must be able to fail.",
  ],
  [
    "doc",
    "Add documentation comments to the attached code, in its file and in the style of its language and of the project: what it is for, parameters, results, errors. Change nothing else.",
  ],
]);

/** The command that was typed before a request, as the chat in the side bar knows it; undefined for none. */
export function commandOf(name: string | undefined, mode: AgentMode | undefined): SlashCommand | undefined {
  const command = builtInCommands().find((each) => each.name === name && each.kind === "ask");
  const instruction = mode === "agent" ? AT_WORK.get(name ?? "") : undefined;
  return command && instruction !== undefined ? { ...command, instruction } : command;
}
