/** Changes files by a patch: it is checked whole, with every place of it, before the client is asked to change anything. */
import { applyPatch as applied, type NamedFilePatch } from "../../../../common/patch/apply.ts";
import { parsePatch } from "../../../../common/patch/parse.ts";
import type { FilePatch, FileChange as PatchedFile } from "../../../../common/patch/patch.ts";
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import type { FileChange } from "../../../protocol/agent.ts";
import { t } from "../../../text/l10n.ts";
import type { WorkspaceReader } from "../workspace-reader.ts";
import { editedResult } from "./edited-result.ts";
import { refusalText } from "./patch-refusal.ts";
import { agentTool, type Reading, type ToolContext, type ToolResult } from "./tool.ts";
import { ToolFailure } from "./tool-failure.ts";

export const applyPatch = agentTool({
  name: "repo_browser.apply_patch",
  args: NATIVE_TOOLS["repo_browser.apply_patch"].args,
  aim: ({ patch }) => ({
    kind: "edit",
    paths: [...new Set(parsePatch(patch, "")?.files.flatMap(({ path }) => path ?? []))],
  }),
  async run({ patch }, context) {
    try {
      return await applyWritten(patch, context);
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      throw new ToolFailure(`The patch was not applied, nothing was changed. ${error.message}`, error.reason);
    }
  },
});

async function applyWritten(
  written: string,
  { reader, host, seen, signal, requestId, callId }: Reading<ToolContext>,
): Promise<ToolResult> {
  const patch = parsePatch(written, "");
  if (!patch) throw unreadable();
  const files = new PatchedFiles(reader);
  const named: NamedFilePatch[] = [];
  // A patch whose end is missing may be cut in the middle of a path.
  for (const file of patch.fault ? [] : patch.files) named.push(await files.named(file));
  const outcome = applied({ ...patch, files: named }, (uri) => files.texts.get(uri));
  if ("refusal" in outcome)
    throw new ToolFailure(
      refusalText(outcome.refusal, named, {
        nameOf: (uri) => files.pathOf(uri),
        textOf: (uri) => files.texts.get(uri),
        seenText: (uri) => seen.get(uri),
      }),
      t("The patch doesn't fit, and nothing was changed."),
    );
  const changes = outcome.changes.map((change) => files.changeOf(change));
  const answer = await host.apply({ requestId, callId, changes }, signal);
  if (answer.kind === "refused") throw new ToolFailure(answer.reason, answer.reason);
  for (const change of changes) {
    if (change.kind !== "created") seen.delete(change.uri);
    if (change.kind !== "deleted")
      seen.set(change.kind === "moved" ? change.to.uri : change.uri, change.text);
  }
  return editedResult(changes, answer.problems);
}

const unreadable = () =>
  new ToolFailure(
    "This is no patch that can be read. It begins with *** Begin Patch, has a line such as *** Update File: src/main.ts for each file, and ends with *** End Patch.",
    t("The patch can't be read, and nothing was changed."),
  );

/** The files that a patch names, under their URIs. */
class PatchedFiles {
  readonly #reader: WorkspaceReader;
  readonly #paths = new Map<string, string>();
  /** Texts of those that are there. */
  readonly texts = new Map<string, string>();

  constructor(reader: WorkspaceReader) {
    this.#reader = reader;
  }

  /** @throws a `ToolFailure` where a path means no file that may be changed */
  async named(file: FilePatch): Promise<NamedFilePatch> {
    const { path } = file;
    if (path === undefined)
      throw new ToolFailure(
        "The patch doesn't name its file: write *** Update File: with the path before the changes.",
        t("The patch names no file, and nothing was changed."),
      );
    const uri = file.kind === "create" ? await this.#placeOf(path) : await this.#existing(path);
    if (file.kind !== "update" || file.moveTo === undefined) return { ...file, path: uri };
    return { ...file, path: uri, moveTo: await this.#placeOf(file.moveTo) };
  }

  pathOf(uri: string): string {
    return this.#paths.get(uri) ?? uri;
  }

  changeOf(change: PatchedFile): FileChange {
    const file = this.#file(change.path);
    switch (change.kind) {
      case "created":
        return { kind: "created", ...file, text: change.text };
      case "changed":
        return { kind: "changed", ...file, before: change.before, text: change.text };
      case "deleted":
        return { kind: "deleted", ...file, before: change.before };
      case "moved":
        return {
          kind: "moved",
          ...file,
          to: this.#file(change.to),
          before: change.before,
          text: change.text,
        };
    }
  }

  #file(uri: string): { path: string; uri: string } {
    return { path: this.pathOf(uri), uri };
  }

  /** Of a file that needn't be there. */
  async #placeOf(path: string): Promise<string> {
    const place = await this.#reader.placeOf(path);
    this.#paths.set(place.uri, place.path);
    const isThere = await this.#reader.isFile(place);
    if (isThere && !this.texts.has(place.uri)) this.texts.set(place.uri, await this.#reader.text(place));
    return place.uri;
  }

  async #existing(path: string): Promise<string> {
    // What comes earlier in the patch may make it.
    const known = await this.#reader.placeOf(path).catch(() => undefined);
    if (known && this.#paths.has(known.uri)) return known.uri;
    const file = await this.#reader.find(path);
    if (file.kind !== "file")
      throw new ToolFailure(`${path} is a folder: a patch changes files.`, t("{0} is a folder.", path));
    this.#paths.set(file.uri, file.path);
    const text = await this.#reader.text(file);
    if (text.includes("\uFFFD"))
      throw new ToolFailure(
        `${file.path} isn't UTF-8 text: changing it would destroy characters.`,
        t("{0} isn't UTF-8 text.", file.path),
      );
    this.texts.set(file.uri, text);
    return file.uri;
  }
}
