/** The calls of a task's session, in the tools that gpt-oss knows. */
import type { SessionCall } from "./task.ts";

export const tree = (path = "", depth = 3): SessionCall => ({
  name: "repo_browser.print_tree",
  arguments: { path, depth },
});

export const list = (path: string): SessionCall => ({ name: "repo_browser.list_dir", arguments: { path } });

export const search = (query: string, path = ""): SessionCall => ({
  name: "repo_browser.search",
  arguments: { path, query },
});

/** Lines are counted from 1; without them the beginning of the file. */
export const open = (path: string, lines?: readonly [first: number, last: number]): SessionCall => ({
  name: "repo_browser.open_file",
  arguments: { path, ...(lines && { line_start: lines[0], line_end: lines[1] }) },
});

/** The text between "*** Begin Patch" and "*** End Patch". It begins on the line after its opening quote. */
export const patch = (text: string): SessionCall => ({
  name: "repo_browser.apply_patch",
  arguments: { patch: `*** Begin Patch\n${text.replace(/^\n/, "")}*** End Patch` },
});

export const shell = (command: string): SessionCall => ({
  name: "container.exec",
  arguments: { command: ["bash", "-lc", command] },
});
