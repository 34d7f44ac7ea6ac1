/** What is said of files that only the client can read, checked by the server where it comes in. */
import * as v from "valibot";
import { request } from "../../common/wire.ts";
import { MAX_FILE_BYTES } from "./limits.ts";

/** More than a folder that people work in has: of a larger one, the client says no more. */
export const MAX_ENTRIES = 20_000;

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
  isFolder: v.boolean(),
});

/** Null when there is no such file, or the client doesn't hand it out. */
const workspaceText = v.object({ text: v.nullable(v.pipe(v.string(), v.maxLength(MAX_FILE_BYTES))) });
const workspaceEntries = v.object({ entries: v.pipe(v.array(folderEntry), v.maxLength(MAX_ENTRIES)) });
/** Null when there is no such file. */
const workspaceState = v.object({ state: v.nullable(fileState) });
/** Of what a file is asked for. */
const workspaceFile = v.object({ uri: v.pipe(v.string(), v.nonEmpty()) });

/** What a folder holds, links aside. */
export type FolderEntry = v.InferOutput<typeof folderEntry>;
export type FileState = v.InferOutput<typeof fileState>;
export type WorkspaceText = v.InferOutput<typeof workspaceText>;
export type WorkspaceEntries = v.InferOutput<typeof workspaceEntries>;
export type WorkspaceState = v.InferOutput<typeof workspaceState>;
export type WorkspaceFile = v.InferOutput<typeof workspaceFile>;

/**
 * The text of a file that isn't on the server's disk: asked of a client that has said
 * `experimental: { ossicleFiles: true }`, as are the two that follow. It hands out files of the open workspace alone,
 * up to 1 MB; a rejection says why a file that is there can't be read.
 */
export const WorkspaceReadRequest = request("ossicle/workspace/read", workspaceFile, workspaceText);

/** What a folder holds. */
export const WorkspaceListRequest = request("ossicle/workspace/list", workspaceFile, workspaceEntries);

/** Size and time of a file, or that it is a folder. */
export const WorkspaceStateRequest = request("ossicle/workspace/state", workspaceFile, workspaceState);
