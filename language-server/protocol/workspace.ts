/** What is said of files that only the client can read, checked by the server where it comes in. */
import * as v from "valibot";

/** Larger files are not shown to the model: they are generated, or data. */
export const MAX_FILE_BYTES = 1_000_000;
/** More than a folder that people work in has. */
const MAX_ENTRIES = 20_000;

const folderEntry = v.object({
  /** Not a path: what stands here becomes part of one. */
  name: v.pipe(
    v.string(),
    v.nonEmpty(),
    v.check((name) => !/[/\\]/.test(name) && name !== "." && name !== ".."),
  ),
  kind: v.picklist(["file", "folder"]),
});

const fileState = v.object({
  bytes: v.pipe(v.number(), v.minValue(0)),
  /** Milliseconds since the epoch. */
  modified: v.number(),
});

export const workspaceText = v.object({ text: v.nullable(v.pipe(v.string(), v.maxLength(MAX_FILE_BYTES))) });
export const workspaceEntries = v.object({ entries: v.pipe(v.array(folderEntry), v.maxLength(MAX_ENTRIES)) });
export const workspaceState = v.object({ state: v.nullable(fileState) });

/** What a folder holds, links aside. */
export type FolderEntry = v.InferOutput<typeof folderEntry>;

export type FileState = v.InferOutput<typeof fileState>;

/** Null when there is no such file, or the client doesn't hand it out. */
export type WorkspaceText = v.InferOutput<typeof workspaceText>;

export type WorkspaceEntries = v.InferOutput<typeof workspaceEntries>;

/** Null when the file doesn't exist. */
export type WorkspaceState = v.InferOutput<typeof workspaceState>;

/** Of what a file is asked for. */
export const workspaceFile = v.object({ uri: v.pipe(v.string(), v.nonEmpty()) });
export type WorkspaceFile = v.InferOutput<typeof workspaceFile>;
