/** What the agent has changed in a thread, as it is kept. Records are values: each step returns a new one. */
import * as v from "valibot";

/** A file at one moment: the name of its text, and how it is encoded; null where there was no file. */
const fileState = v.nullable(v.object({ text: v.string(), encoding: v.string() }));

const changedFile = v.object({
  uri: v.string(),
  /** What the user knows it by. */
  path: v.string(),
  before: fileState,
  after: fileState,
  /** URI of the file that it was before it was moved. */
  movedFrom: v.optional(v.string()),
  /** URI of the topmost folder that was made for it. */
  madeFolder: v.optional(v.string()),
});

const turn = v.object({
  answerId: v.string(),
  /** `before`: before the turn's first change of the file. `after`: after its last one. */
  files: v.array(changedFile),
  /** Commands that have run, which may have changed anything. */
  commands: v.array(v.string()),
});

export const checkpointRecord = v.object({
  version: v.literal(1),
  /** The oldest first. */
  turns: v.array(turn),
  /** Files that are neither kept nor undone; `before`: when the user last decided. */
  open: v.array(changedFile),
  /** Commands since the user last decided about all. */
  commands: v.array(v.string()),
});

export type FileState = v.InferOutput<typeof fileState>;
export type ChangedFile = v.InferOutput<typeof changedFile>;
export type CheckpointRecord = v.InferOutput<typeof checkpointRecord>;

/** What a file is to become, and what it must be for that not to lose anything. */
export interface Target {
  uri: string;
  path: string;
  to: FileState;
  expected: FileState;
  /** Goes with the file, where nothing else is in it. */
  madeFolder?: string;
}

export const EMPTY: CheckpointRecord = { version: 1, turns: [], open: [], commands: [] };

/** The agent changes files for an answer. Of each file, the first `before` and the last `after` count. */
export function withChanges(
  record: CheckpointRecord,
  answerId: string,
  files: readonly ChangedFile[],
): CheckpointRecord {
  return {
    ...changeTurn(record, answerId, (each) => ({ ...each, files: merged(each.files, files) })),
    open: merged(record.open, files),
  };
}

/** A command has run for an answer. */
export function withCommand(record: CheckpointRecord, answerId: string, command: string): CheckpointRecord {
  const added = (commands: readonly string[]) => [...new Set([...commands, command])];
  return {
    ...changeTurn(record, answerId, (each) => ({ ...each, commands: added(each.commands) })),
    commands: added(record.commands),
  };
}

/** The user has decided about some files; about all, then also about what the commands did. */
export function withoutOpen(record: CheckpointRecord, uris: readonly string[]): CheckpointRecord {
  const open = record.open.filter(({ uri }) => !uris.includes(uri));
  return { ...record, open, commands: open.length === 0 ? [] : record.commands };
}

/** Turns were taken back. A file that is now as it was when the user last decided isn't open any more. */
export function withoutTurns(
  record: CheckpointRecord,
  answerIds: readonly string[],
  restored: readonly Target[],
): CheckpointRecord {
  const turns = record.turns.filter(({ answerId }) => !answerIds.includes(answerId));
  const isRestored = ({ uri, before }: ChangedFile) =>
    restored.some((target) => target.uri === uri && isSame(target.to, before));
  const done = record.open.filter(isRestored).map(({ uri }) => uri);
  const states = new Map(restored.map(({ uri, to }) => [uri, to]));
  const open = record.open.map((file) => {
    const to = states.get(file.uri);
    return to === undefined ? file : { ...file, after: to };
  });
  return withoutOpen({ ...record, turns, open }, done);
}

/** Open files were taken back: the turns since the user last decided about them have changed them no more. */
export function withOpenUndone(record: CheckpointRecord, restored: readonly Target[]): CheckpointRecord {
  const first = new Map(
    restored.map(({ uri, to }) => {
      const begins = (file: ChangedFile) => file.uri === uri && isSame(file.before, to);
      const turn = record.turns.findLastIndex(({ files }) => files.some(begins));
      return [uri, turn < 0 ? record.turns.length : turn];
    }),
  );
  const turns = record.turns.map((each, index) => {
    const files = each.files.filter(({ uri }) => index < (first.get(uri) ?? Number.POSITIVE_INFINITY));
    return { ...each, files };
  });
  return withoutOpen({ ...record, turns }, [...first.keys()]);
}

/** Answers that have changed files, the oldest first. */
export function changingAnswers({ turns }: CheckpointRecord): string[] {
  return turns.flatMap(({ answerId, files }) => (files.length > 0 ? [answerId] : []));
}

/** What takes turns back: of each file, the first of them says what it becomes, the last what it must be. */
export function targetsOf({ turns }: CheckpointRecord, answerIds: readonly string[]): Target[] {
  const files = turns.filter(({ answerId }) => answerIds.includes(answerId)).flatMap((each) => each.files);
  return targets(merged([], files));
}

/** What takes back everything that is open. */
export function openTargets({ open }: CheckpointRecord): Target[] {
  return targets(open);
}

/** The commands of turns. */
export function commandsOf({ turns }: CheckpointRecord, answerIds: readonly string[]): string[] {
  const all = turns.filter(({ answerId }) => answerIds.includes(answerId)).flatMap((each) => each.commands);
  return [...new Set(all)];
}

export function isSame(one: FileState, other: FileState): boolean {
  return one?.text === other?.text;
}

function targets(files: readonly ChangedFile[]): Target[] {
  return files.map(({ uri, path, before, after, madeFolder }) => ({
    uri,
    path,
    to: before,
    expected: after,
    ...(madeFolder === undefined ? {} : { madeFolder }),
  }));
}

/** What is again as it was before isn't changed. */
function merged(files: readonly ChangedFile[], later: readonly ChangedFile[]): ChangedFile[] {
  const all = new Map(files.map((file) => [file.uri, file]));
  for (const file of later) {
    const known = all.get(file.uri);
    all.set(file.uri, known ? { ...known, ...file, before: known.before } : file);
  }
  return [...all.values()].filter(({ before, after }) => !isSame(before, after));
}

function changeTurn(
  record: CheckpointRecord,
  answerId: string,
  change: (turn: CheckpointRecord["turns"][number]) => CheckpointRecord["turns"][number],
): CheckpointRecord {
  const isKnown = record.turns.some((each) => each.answerId === answerId);
  const turns = isKnown ? record.turns : [...record.turns, { answerId, files: [], commands: [] }];
  return { ...record, turns: turns.map((each) => (each.answerId === answerId ? change(each) : each)) };
}
