/** Which of its tools a model has meant: it may leave the namespace out, take another one, or call the tool otherwise. */
import { isNativeTool, type NativeTool } from "../../../prompt/native-tools.ts";

/** Beside the tool's own name. What could mean two of them is not here. */
const OTHER_NAMES: Record<NativeTool, readonly string[]> = {
  "repo_browser.print_tree": ["tree", "show_tree", "view_tree", "file_tree"],
  "repo_browser.search": [
    "grep",
    "rg",
    "search_code",
    "search_files",
    "search_text",
    "find_text",
    "grep_search",
  ],
  "repo_browser.open_file": [
    "read",
    "read_file",
    "open",
    "cat",
    "view",
    "view_file",
    "show_file",
    "get_file",
  ],
  "repo_browser.list_dir": ["ls", "dir", "list", "listdir", "list_directory", "list_files", "list_folder"],
  "repo_browser.apply_patch": ["patch", "applypatch", "patch_file"],
  "container.exec": [
    ...["bash", "sh", "shell", "terminal", "execute", "run", "command"],
    ...["run_command", "run_shell", "exec_command", "execute_command", "shell_command"],
    "run_in_terminal",
  ],
};

const BY_LAST_NAME = new Map<string, NativeTool>(
  Object.entries(OTHER_NAMES).flatMap(([name, others]) => {
    if (!isNativeTool(name)) return [];
    return [name.slice(name.indexOf(".") + 1), ...others].map((other) => [other, name] as const);
  }),
);

/** Others, such as "browser", have tools that do something else. */
const NAMESPACES = [
  "functions",
  "function",
  "tools",
  "tool",
  "repo_browser",
  "repobrowser",
  "repo",
  "container",
];
const PREFIX = /^(?:repo_?browser|container|tools?|functions?)_/;

/** What other assistants call their tools that write files. */
const WRITERS =
  /^(?:write|create|edit|update|modify|save|append|insert|replace|multi_?edit|delete|remove|move|rename)(?:_?(?:to_)?(?:file|text|string|in_file|lines?))?$|^(?:file_?edit|str_replace(?:_editor|_based_edit_tool)?|write_to_file|replace_in_file)$/;

/** The tool that a name means; undefined for one that could be any. */
export function nativeToolOf(written: string): NativeTool | undefined {
  if (isNativeTool(written)) return written;
  const parts = written.toLowerCase().split(/[./:]+/);
  const last = parts.pop() ?? "";
  if (!parts.every((part) => NAMESPACES.includes(part))) return undefined;
  return BY_LAST_NAME.get(last) ?? BY_LAST_NAME.get(last.replace(PREFIX, ""));
}

/** Whether a tool with this name would change files. */
export function soundsLikeWriting(written: string): boolean {
  const last =
    written
      .toLowerCase()
      .split(/[./:]+/)
      .at(-1) ?? "";
  return WRITERS.test(last.replace(PREFIX, ""));
}
