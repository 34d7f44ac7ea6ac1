/** The arguments of a tool under the names and in the types that it declares, from what models write instead. */
import type { NativeTool } from "../../../prompt/native-tools.ts";
import { patchIn } from "./patch-text.ts";

type Arguments = Record<string, unknown>;

const PATH = [
  ...["file_path", "filepath", "file", "filename", "dir", "directory", "folder", "root"],
  // As VS Code's tools call it.
  ...["filePath", "includePattern", "dirPath"],
];

/** Other names of an argument, by its own. */
const ALIASES: Record<NativeTool, Record<string, readonly string[]>> = {
  "repo_browser.print_tree": { path: PATH, depth: ["max_depth", "level", "levels"] },
  "repo_browser.search": {
    path: PATH,
    query: ["pattern", "regex", "text", "search", "q", "keyword"],
    max_results: ["top_k", "limit", "max", "num_results", "max_matches", "top_n", "maxResults"],
  },
  "repo_browser.open_file": {
    path: PATH,
    line_start: ["start_line", "startLine", "start", "from", "line", "begin", "offset"],
    line_end: ["end_line", "endLine", "end", "to"],
    line_numbers: ["show_line_numbers", "with_line_numbers"],
  },
  "repo_browser.list_dir": { path: PATH, depth: ["max_depth", "level", "levels"] },
  "repo_browser.apply_patch": { patch: ["input", "diff", "patch_text", "content", "text", "command", "cmd"] },
  "container.exec": {
    command: ["cmd", "commands", "argv", "script", "input"],
    workdir: ["cwd", "working_dir", "working_directory", "dir"],
    timeout: ["timeout_ms", "timeoutMs"],
  },
};

/** Less than one says nothing: "-1" for the last line, "0" for no limit. */
const NUMBERS = ["depth", "max_results", "line_start", "line_end", "timeout"];
const BOOLEANS = ["line_numbers"];
const USUAL_DEPTH = 2;
/** A time below is meant in seconds. */
const MIN_TIMEOUT_MS = 1_000;

/** What is none of the tool's arguments is left out: it says nothing that the tool could do. */
export function readArguments(tool: NativeTool, written: Arguments): Arguments {
  const read: Arguments = {};
  for (const [name, aliases] of Object.entries(ALIASES[tool])) {
    const value = [name, ...aliases]
      .map((key) => written[key])
      .find((each) => each !== undefined && each !== null);
    const typed = typedValue(name, value);
    if (typed !== undefined) read[name] = typed;
  }
  return withUsual(tool, read);
}

function typedValue(name: string, value: unknown): unknown {
  if (BOOLEANS.includes(name)) return typeof value === "string" ? value.toLowerCase() === "true" : value;
  if (!NUMBERS.includes(name)) return typeof value === "string" && name === "path" ? value.trim() : value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  // The schema says what is wrong with it.
  if (typeof number !== "number" || Number.isNaN(number)) return value;
  const whole = Math.trunc(number);
  if (!(whole >= 1)) return undefined;
  return name === "timeout" && whole < MIN_TIMEOUT_MS ? whole * 1_000 : whole;
}

/** Where a tool needs what the model left out, and there is a usual value. */
function withUsual(tool: NativeTool, read: Arguments): Arguments {
  switch (tool) {
    case "repo_browser.print_tree":
      return { path: "", depth: USUAL_DEPTH, ...read };
    case "repo_browser.search":
    case "repo_browser.list_dir":
      return { path: "", ...read };
    case "repo_browser.apply_patch":
      return { patch: patchOf(read.patch) };
    case "container.exec":
      return { ...read, command: commandOf(read.command) };
    default:
      return read;
  }
}

function patchOf(written: unknown): unknown {
  const text = Array.isArray(written) ? written.at(-1) : written;
  return typeof text === "string" ? patchIn(text) : undefined;
}

/** A program and its arguments. What is one text is for a shell. */
function commandOf(written: unknown): unknown {
  if (typeof written === "string") return written.trim() === "" ? undefined : shell(written);
  if (!Array.isArray(written) || written.length === 0) return undefined;
  const [program] = written;
  if (typeof program === "string" && /\s/.test(program.trim())) return shell(written.join(" "));
  return written;
}

const shell = (script: string) => ["bash", "-lc", script];
