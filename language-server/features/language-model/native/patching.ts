/** Patches: VS Code's have absolute paths, and are made so that it applies them as they are meant. */
import { parsePatch } from "../../../../common/patch/parse.ts";
import type { FilePatch, Hunk } from "../../../../common/patch/patch.ts";
import { linesOf } from "../../../../common/text-lines.ts";
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import { PATCH_BEGIN, PATCH_END } from "../../agent/calls/patch-text.ts";
import { changesOf, PatchRefused } from "../../agent/tools/patched-files.ts";
import { ToolFailure } from "../../agent/tools/tool-failure.ts";
import { type CallerPaths, diskPath } from "./caller-paths.ts";
import { addedLines, exactPatch } from "./exact-patch.ts";
import { KNOWN_TOOLS } from "./known-tools.ts";
import { type MappingContext, toolMapping } from "./mapping.ts";

/** VS Code doesn't show it. */
const EXPLANATION = "Changes files.";
const HEADER = /^(\*\*\* (?:Add File|Delete File|Update File|Move to): )(.+)$/;
/** The end of a file's lines as `exactPatch` writes it. */
const LAST_ADDED = /^(\*\*\* Add File: .*(?:\n\+.*)*)\n\+$/gm;

export const applyPatch = toolMapping({
  native: "repo_browser.apply_patch",
  nativeArgs: NATIVE_TOOLS["repo_browser.apply_patch"].args,
  caller: "apply_patch",
  callerArgs: KNOWN_TOOLS.apply_patch,
  async toCaller({ patch }, _, context) {
    try {
      const input = await callerPatch(patch, context);
      return { input: { input, explanation: EXPLANATION } };
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      return { error: `The patch was not applied, nothing was changed. ${error.message}` };
    }
  },
  toNative: ({ input }, { paths }) => ({
    patch: linesOf(input)
      .map((line) => line.replace(HEADER, (_, header: string, path: string) => header + paths.relative(path)))
      .join("\n")
      .replace(LAST_ADDED, "$1"),
  }),
});

/** @throws a `ToolFailure` where the patch can't be applied */
async function callerPatch(patch: string, { paths, reader }: MappingContext): Promise<string> {
  const { files = [] } = parsePatch(patch, "") ?? {};
  // VS Code shows a notebook as another text than its file has.
  const hasNotebook = files.some(({ kind, path = "" }) => kind === "update" && path.endsWith(".ipynb"));
  const ofNotebook = hasNotebook ? await writtenPatch(files, paths) : undefined;
  if (ofNotebook !== undefined) return ofNotebook;
  try {
    return exactPatch(await changesOf(patch, reader, new Map()), diskPath);
  } catch (error) {
    if (!(error instanceof ToolFailure) || error instanceof PatchRefused) throw error;
    // What Ossicle doesn't read, VS Code may: it asks the user about such files, or says what is wrong.
    const written = await writtenPatch(files, paths);
    if (written === undefined) throw error;
    return written;
  }
}

/** As the model has written it; undefined where VS Code would do something else. */
async function writtenPatch(files: readonly FilePatch[], paths: CallerPaths): Promise<string | undefined> {
  const sections: string[] = [];
  for (const file of files) {
    const path = file.path === undefined ? undefined : await paths.absolute(file.path);
    // A moved file would stay where it was as well.
    if (path === undefined || (file.kind === "update" && file.moveTo !== undefined)) return undefined;
    if (file.kind === "create") sections.push(`*** Add File: ${path}`, ...addedLines(file.text));
    else if (file.kind === "delete") sections.push(`*** Delete File: ${path}`);
    else sections.push(`*** Update File: ${path}`, ...file.hunks.flatMap(hunkLines));
  }
  return [PATCH_BEGIN, ...sections, PATCH_END].join("\n");
}

const MARKS = { kept: " ", removed: "-", added: "+" };

function hunkLines({ headings, lines, isAtEnd }: Hunk): string[] {
  return [
    ...(headings.length === 0 ? ["@@"] : headings.map((heading) => `@@ ${heading}`)),
    ...lines.map(({ kind, text }) => MARKS[kind] + text),
    ...(isAtEnd ? ["*** End of File"] : []),
  ];
}
