/** What the model reads of the workspace, by the caller's tools. */
import { linesOf } from "../../../../common/text-lines.ts";
import { readingsOf } from "../../../context/index/text-query.ts";
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import { counted, fittingLines, shortLine } from "../../agent/tools/result-text.ts";
import type { CallerPaths } from "./caller-paths.ts";
import { KNOWN_TOOLS } from "./known-tools.ts";
import { toolMapping } from "./mapping.ts";
import { foundLines } from "./search-result.ts";

/** What `open_file` says it shows. */
const DEFAULT_LINES = 200;
/** VS Code cuts longer texts in the middle, and doesn't say so. */
const MAX_LINES = 400;
/** Those of Ossicle's own search. */
const DEFAULT_RESULTS = 50;
const MAX_RESULTS = 200;

export const openFile = toolMapping({
  native: "repo_browser.open_file",
  nativeArgs: NATIVE_TOOLS["repo_browser.open_file"].args,
  caller: "read_file",
  callerArgs: KNOWN_TOOLS.read_file,
  async toCaller({ path, line_start = 1, line_end }, _, { paths }) {
    const filePath = await paths.absolute(path);
    if (filePath === undefined) return { error: needsFile(paths) };
    const startLine = Math.max(1, Math.trunc(line_start));
    const wanted = Math.trunc(line_end ?? startLine + DEFAULT_LINES - 1);
    // Before the first one, as -1, it stands for the end.
    const last = startLine + MAX_LINES - 1;
    return { input: { filePath, startLine, endLine: wanted < startLine ? last : Math.min(wanted, last) } };
  },
  toNative: ({ filePath, startLine, endLine }, { paths }) => ({
    path: paths.relative(filePath),
    ...(startLine === 1 ? {} : { line_start: startLine }),
    ...(endLine - startLine + 1 === DEFAULT_LINES ? {} : { line_end: endLine }),
  }),
  result({ startLine, endLine }, text, { paths }) {
    const lines = linesOf(text);
    const fitting = fittingLines(lines.map((line) => shortLine(line)));
    const next = startLine + fitting.length;
    const isCut = fitting.length < lines.length;
    // What has fewer lines is the end of the file, or an error.
    if (!isCut && lines.length < endLine - startLine + 1) return paths.shortened(text);
    const more = isCut ? "Go on" : "If the file has more, go on";
    return [...fitting, `[Lines ${startLine}–${next - 1}. ${more} with line_start ${next}.]`].join("\n");
  },
});

export const listDir = toolMapping({
  native: "repo_browser.list_dir",
  nativeArgs: NATIVE_TOOLS["repo_browser.list_dir"].args,
  caller: "list_dir",
  callerArgs: KNOWN_TOOLS.list_dir,
  toCaller: async ({ path }, _, { paths }) => folderInput(path, paths),
  toNative: ({ path }, { paths }) => ({ path: paths.relative(path) }),
  result(_, text, { paths }) {
    const lines = linesOf(paths.shortened(text));
    const fitting = fittingLines(lines);
    const left = lines.length - fitting.length;
    return [...fitting, ...(left > 0 ? [`[${counted(left, "more entry", "more entries")}]`] : [])].join("\n");
  },
});

/** One level of the tree, where the caller has no tool for more. */
export const listTree = toolMapping({
  native: "repo_browser.print_tree",
  nativeArgs: NATIVE_TOOLS["repo_browser.print_tree"].args,
  caller: "list_dir",
  callerArgs: KNOWN_TOOLS.list_dir,
  toCaller: async ({ path }, _, { paths }) => folderInput(path, paths),
  toNative: ({ path }, { paths }) => ({ path: paths.relative(path), depth: 1 }),
});

export const printTree = toolMapping({
  native: "repo_browser.print_tree",
  nativeArgs: NATIVE_TOOLS["repo_browser.print_tree"].args,
  caller: "ossicle_printTree",
  callerArgs: KNOWN_TOOLS.ossicle_printTree,
  toCaller: async (input) => ({ input }),
  toNative: (input) => input,
  result: (_, text) => text,
});

export const search = toolMapping({
  native: "repo_browser.search",
  nativeArgs: NATIVE_TOOLS["repo_browser.search"].args,
  caller: "ossicle_search",
  callerArgs: KNOWN_TOOLS.ossicle_search,
  toCaller: async (input) => ({ input }),
  toNative: (input) => input,
  result: (_, text) => text,
});

export const grep = toolMapping({
  native: "repo_browser.search",
  nativeArgs: NATIVE_TOOLS["repo_browser.search"].args,
  caller: "grep_search",
  callerArgs: KNOWN_TOOLS.grep_search,
  async toCaller({ path, query: written, max_results = DEFAULT_RESULTS }, _, { paths }) {
    // No line has a line break in it.
    const query = linesOf(written).find((line) => line.trim() !== "");
    if (query === undefined) return { error: "The query is empty." };
    const includePattern = await paths.pattern(path);
    return {
      input: {
        query,
        isRegexp: readingsOf(query)[0]?.how === "pattern",
        ...(includePattern === undefined ? {} : { includePattern }),
        maxResults: Math.min(Math.max(1, Math.trunc(max_results)), MAX_RESULTS),
      },
    };
  },
  toNative: ({ query, includePattern = "", maxResults }, { paths }) => ({
    path: paths.patterned(includePattern),
    query,
    ...(maxResults === undefined || maxResults === DEFAULT_RESULTS ? {} : { max_results: maxResults }),
  }),
  result: ({ query, includePattern = "" }, text, { paths }) =>
    foundLines(text, query, paths.patterned(includePattern) || "the workspace", (path) =>
      paths.relative(path),
    ),
});

async function folderInput(
  written: string,
  paths: CallerPaths,
): Promise<{ input: { path: string } } | { error: string }> {
  const path = await paths.absolute(written);
  return path === undefined
    ? { error: paths.folders.map((name) => `${name}/`).join("\n") }
    : { input: { path } };
}

const needsFile = (paths: CallerPaths) =>
  `A file has a name: write its path, which begins with ${paths.folders.map((name) => `${name}/`).join(" or ")}.`;
