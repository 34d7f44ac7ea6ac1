/** The workspace's own instructions: rules and prompt files. Not read while the workspace isn't trusted. */
import { FileType, type LogOutputChannel, Uri, type WorkspaceFolder, window, workspace } from "vscode";
import type { Rules } from "../threads/thread.ts";
import { promptFileCommand } from "./prompt-file.ts";
import { rulesText } from "./rules.ts";
import type { SlashCommand } from "./slash-commands.ts";

const RULES_FILES = [".ossicle/rules.md", "AGENTS.md"];
const PROMPTS_FOLDER = ".ossicle/prompts";
const MAX_PROMPTS = 100;
const MAX_FILE_BYTES = 1_000_000;

/** The project's rules: those of the active file's folder, else of the first folder that has some. */
export async function projectRules(log: LogOutputChannel): Promise<Rules | undefined> {
  for (const folder of folders())
    for (const title of RULES_FILES) {
      const uri = Uri.joinPath(folder.uri, title);
      const content = await textOf(uri, log);
      if (content === undefined) continue;
      const { text, isCut } = rulesText(content);
      if (text !== "") return { text, title, uri: uri.toString(), isCut };
    }
  return undefined;
}

/** The commands from the files in `.ossicle/prompts`. */
export async function promptFileCommands(log: LogOutputChannel): Promise<SlashCommand[]> {
  const commands = new Map<string, SlashCommand>();
  for (const folder of folders())
    for (const [name, type] of await filesIn(Uri.joinPath(folder.uri, PROMPTS_FOLDER))) {
      if (type === FileType.Directory || !/\.md$/i.test(name) || commands.size >= MAX_PROMPTS) continue;
      const text = await textOf(Uri.joinPath(folder.uri, PROMPTS_FOLDER, name), log);
      const command = text === undefined ? undefined : promptFileCommand(name, text);
      if (command && !commands.has(command.name)) commands.set(command.name, command);
    }
  return [...commands.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** The active file's folder first. */
function folders(): WorkspaceFolder[] {
  if (!workspace.isTrusted) return [];
  const active = window.activeTextEditor?.document.uri;
  const own = active && workspace.getWorkspaceFolder(active);
  const all = workspace.workspaceFolders ?? [];
  return own ? [own, ...all.filter((folder) => folder !== own)] : [...all];
}

async function filesIn(folder: Uri): Promise<[string, FileType][]> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch {
    // Most projects have none.
    return [];
  }
}

/** `undefined` where the file doesn't exist. */
async function textOf(uri: Uri, log: LogOutputChannel): Promise<string | undefined> {
  try {
    const { size, type } = await workspace.fs.stat(uri);
    if (type === FileType.Directory) return undefined;
    if (size > MAX_FILE_BYTES) {
      log.warn(`${uri.path} was not read because it is larger than 1 MB.`);
      return undefined;
    }
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
