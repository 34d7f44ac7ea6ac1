/** Finds lines in the workspace's files, as ripgrep prints them. */
import type { TextFindings } from "../../../context/index/text-search.ts";
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import { t } from "../../../text/l10n.ts";
import type { WorkspaceReader } from "../workspace-reader.ts";
import { counted, fittingLines } from "./result-text.ts";
import { lookingTool } from "./tool.ts";
import { ToolFailure } from "./tool-failure.ts";

const DEFAULT_RESULTS = 50;
const MAX_RESULTS = 200;

export const search = lookingTool({
  name: "repo_browser.search",
  args: NATIVE_TOOLS["repo_browser.search"].args,
  aim: ({ query }) => ({ kind: "search", query }),
  async run({ path, query: written, max_results = DEFAULT_RESULTS }, { reader, files, signal }) {
    // No line has a line break in it.
    const query = written.split(/\r?\n/).find((line) => line.trim() !== "");
    if (query === undefined) throw new ToolFailure("The query is empty.", t("The query is empty."));
    const target = await reader.find(path);
    const scope = reader.scopeOf(target);
    const maxLines = Math.min(Math.max(1, Math.trunc(max_results)), MAX_RESULTS);
    const found = await files.search.findText({ query, ...scope, maxLines }, signal);
    const where = target.kind === "workspace" || target.path === "." ? "the workspace" : target.path;
    const { result, isCut } = resultOf(found, query, where, reader);
    return { result, facts: { kind: "searched", query, matches: found.matches, files: found.files, isCut } };
  },
});

function resultOf(found: TextFindings, query: string, where: string, reader: WorkspaceReader) {
  const pathOf = (uri: string) => reader.paths.placeOf(uri)?.path ?? uri;
  const lines = fittingLines(found.lines.map(({ uri, line, text }) => `${pathOf(uri)}:${line}:${text}`));
  const isCut = lines.length < found.matches || found.end !== "whole";
  const count = `${counted(found.matches, "match", "matches")} in ${counted(found.files, "file")}`;
  const notes: string[] = [];
  if (found.matches === 0) notes.push(`No match for ${JSON.stringify(query)} in ${where}.`);
  else if (found.how === "otherCase") notes.push("No match in this case of letters; these differ in it.");
  if (lines.length < found.matches)
    notes.push(`${count}, ${lines.length} shown. A narrower path or a longer query shows the others.`);
  if (found.end === "late")
    notes.push("The search took too long: not all files were searched. Narrow the path.");
  if (found.end === "tooSlow")
    notes.push("The query takes too long as a regular expression: write a simpler one.");
  if (found.matches === 0 && found.paths.length > 0)
    notes.push(`Files with it in their path: ${found.paths.map(pathOf).join(", ")}`);
  const note = notes.length > 0 ? [found.matches === 0 ? notes.join(" ") : `[${notes.join(" ")}]`] : [];
  return { result: [...lines, ...note].join("\n"), isCut };
}
