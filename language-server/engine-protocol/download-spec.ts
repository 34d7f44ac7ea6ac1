/** What is to be downloaded, as a server asks for it and as the download's process gets it. */
import * as v from "valibot";

/** A name alone: what a peer sends must not lead out of the folder. */
const plainName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.-]{0,200}$/));

/** One file of a model: where it comes from, and what tells that it is whole and the right one. */
export const fileSpecSchema = v.object({
  url: v.pipe(v.string(), v.url()),
  name: v.pipe(plainName, v.endsWith(".gguf")),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

export const downloadSpecSchema = v.object({
  /** Of the model; names the download. */
  id: plainName,
  /** For the user. */
  name: v.string(),
  /** Absolute path of the folder that the files go to. */
  folder: v.pipe(v.string(), v.nonEmpty()),
  /** The parts of a split model, in order; the first one is what is loaded. */
  files: v.pipe(v.array(fileSpecSchema), v.nonEmpty()),
  /** Address of an HTTP proxy, or "" for that of the environment, if any. */
  proxy: v.string(),
});

/**
 * What is done with files that are there: taken for whole where they were checked and not written since (`get`),
 * replaced where they are not the catalog's (`replace`), or read once more, with nothing downloaded (`verify`).
 */
export const downloadModeSchema = v.picklist(["get", "replace", "verify"]);

export const downloadKeySchema = v.object({ folder: v.pipe(v.string(), v.nonEmpty()), id: plainName });

export type FileSpec = v.InferOutput<typeof fileSpecSchema>;
export type DownloadSpec = v.InferOutput<typeof downloadSpecSchema>;
export type DownloadMode = v.InferOutput<typeof downloadModeSchema>;
export type DownloadKey = v.InferOutput<typeof downloadKeySchema>;
