/** What the agent has changed in a thread, and the user hasn't decided about yet. */
import { Uri } from "vscode";
import { linesOf } from "../../common/text-lines.ts";
import { changedLines } from "../code/hunks.ts";
import type { CheckpointFiles } from "./checkpoints/checkpoint-files.ts";
import type { ChangedFile, CheckpointRecord } from "./checkpoints/record.ts";
import { fileText, plainText } from "./file-text.ts";

export interface AgentChanges {
  files: {
    path: string;
    uri: string;
    change: "created" | "changed" | "deleted" | "moved";
    added: number;
    removed: number;
  }[];
  added: number;
  removed: number;
  /** Commands that have run meanwhile: what they changed isn't undone. */
  notUndone: string[];
  /** Whether there is something to keep or to undo. */
  isPending: boolean;
}

type Changed = AgentChanges["files"][number];

/** What is open in a thread, against the files as they are now. */
export async function changesOf(
  threadId: string,
  { open, commands }: CheckpointRecord,
  texts: Pick<CheckpointFiles, "text">,
): Promise<AgentChanges> {
  const movedFrom = new Set(open.map((file) => file.movedFrom));
  const files: Changed[] = [];
  for (const file of open) {
    if (movedFrom.has(file.uri)) continue;
    const from = open.find(({ uri }) => uri === file.movedFrom) ?? file;
    const before = from.before ? await texts.text(threadId, from.before.text).catch(() => "") : undefined;
    const now = (await fileText(Uri.parse(file.uri, true)).catch(() => undefined))?.text;
    const change = kindOf(file, before, now);
    if (change) files.push({ path: file.path, uri: file.uri, change, ...counts(before ?? "", now ?? "") });
  }
  return {
    files,
    added: sum(files.map(({ added }) => added)),
    removed: sum(files.map(({ removed }) => removed)),
    notUndone: commands,
    isPending: files.length > 0,
  };
}

/** Nothing where the file is as it was. */
function kindOf(
  { movedFrom }: ChangedFile,
  before: string | undefined,
  now: string | undefined,
): Changed["change"] | undefined {
  if (movedFrom !== undefined && now !== undefined) return "moved";
  if (before === now) return undefined;
  if (before === undefined) return "created";
  return now === undefined ? "deleted" : "changed";
}

function counts(before: string, now: string): { added: number; removed: number } {
  const hunks = changedLines(lines(before), lines(now));
  return {
    added: sum(hunks.map(({ current: { start, end } }) => end - start)),
    removed: sum(hunks.map(({ original: { start, end } }) => end - start)),
  };
}

/** The last line break begins no line. */
const lines = (text: string) => linesOf(plainText(text).replace(/\n$/, "")).slice(text === "" ? 1 : 0);

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
