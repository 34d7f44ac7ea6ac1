/** Shows lines of a file. */
import { linesOf } from "../../../../common/text-lines.ts";
import { NATIVE_TOOLS, type NativeInput } from "../../../prompt/native-tools.ts";
import { t } from "../../../text/l10n.ts";
import { listFolder } from "./list-dir.ts";
import { fittingLines, shortLine } from "./result-text.ts";
import { agentTool, type ToolResult } from "./tool.ts";
import { ToolFailure } from "./tool-failure.ts";

/** What a model of this size reads well at once. */
const DEFAULT_LINES = 200;

export const openFile = agentTool({
  name: "repo_browser.open_file",
  args: NATIVE_TOOLS["repo_browser.open_file"].args,
  aim: ({ path }) => ({ kind: "read", path }),
  async run(args, { reader, seen }) {
    const target = await reader.find(args.path);
    if (target.kind !== "file") return listFolder(reader, target);
    const text = await reader.text(target);
    seen.set(target.uri, text);
    const { result, first, last, lines } = excerpt(text, target.path, args);
    return {
      result,
      facts: { kind: "read", path: target.path, uri: target.uri, first, last, lines },
    } satisfies ToolResult;
  },
});

/** The lines that are asked for, as far as they fit, and how to go on. */
function excerpt(text: string, path: string, args: NativeInput<"repo_browser.open_file">) {
  const lines = linesOf(text);
  // What a text ends with begins no line.
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) return { result: "[The file is empty.]", first: 0, last: 0, lines: 0 };
  const first = Math.max(1, Math.trunc(args.line_start ?? 1));
  if (first > lines.length)
    throw new ToolFailure(
      `${path} has ${lines.length} lines: there is no line ${first}.`,
      t("{0} has no line {1}.", path, first),
    );
  const wanted = Math.trunc(args.line_end ?? first + DEFAULT_LINES - 1);
  // Before the first one, as -1, it stands for the end.
  const end = wanted < first ? lines.length : Math.min(wanted, lines.length);
  const shown = lines
    .slice(first - 1, end)
    .map((line, index) => (args.line_numbers ? `${first + index}: ` : "") + shortLine(line));
  const fitting = fittingLines(shown);
  const last = first + fitting.length - 1;
  const isWhole = first === 1 && last === lines.length;
  const next = last < lines.length ? ` Go on with line_start ${last + 1}.` : "";
  const note = isWhole ? [] : [`[Lines ${first}–${last} of ${lines.length}.${next}]`];
  return { result: [...fitting, ...note].join("\n"), first, last, lines: lines.length };
}
