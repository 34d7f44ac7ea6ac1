/** The models that Ossicle can download: `catalog.json`, checked. */

import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import * as v from "valibot";
import { type DownloadSpec, expertFacts, type ModelFacts } from "../../engine-client/api.ts";
import type { CatalogModel } from "../../protocol/models.ts";
import { t } from "../../text/l10n.ts";
import raw from "./catalog.json" with { type: "json" };

const HOST = "https://huggingface.co";

const bytes = v.pipe(v.number(), v.integer(), v.minValue(1));
const cost = v.object({ fixed: v.number(), perSequence: v.number(), perToken: v.number() });

const fileSchema = v.strictObject({
  name: v.pipe(v.string(), v.endsWith(".gguf")),
  bytes,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

const modelSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  name: v.string(),
  use: v.picklist(["all", "completion"]),
  /** On Hugging Face. */
  repository: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/)),
  /** A commit: what lies behind a branch may change. While it isn't known, the model is listed and not offered. */
  revision: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/))),
  license: v.string(),
  licenseIsOpen: v.boolean(),
  /** The parts of a split model, in order. */
  files: v.pipe(v.array(fileSchema), v.nonEmpty()),
  /** For its plan before it is here. Of gpt-oss, measured on files of the true shape; of others, from the architecture. */
  facts: v.strictObject({
    layers: v.number(),
    trainContextSize: v.number(),
    weightBytes: bytes,
    embeddingBytes: v.number(),
    contexts: v.strictObject({ full: cost, window: cost }),
    experts: v.optional(v.strictObject({ ...expertFacts.entries, bytes })),
  }),
});

export type CatalogEntry = v.InferOutput<typeof modelSchema>;

/** The entries of `catalog.json`, or of another file, as tests use one. Throws when it is no catalog. */
export function readCatalog(path?: string): CatalogEntry[] {
  const content: unknown = path === undefined ? raw : JSON.parse(readFileSync(path, "utf8"));
  return v.parse(v.strictObject({ models: v.array(modelSchema) }), content).models;
}

/** Whether all is known that a download is checked against. */
export const isOffered = ({ revision }: CatalogEntry): boolean => revision !== undefined;

/** Of all its files. */
export function totalBytes({ files }: CatalogEntry): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

export const factsOf = ({ facts }: CatalogEntry): ModelFacts => facts;

/** As the client shows it; where it lies and how it fits is added by those who know. */
export function shownModel(entry: CatalogEntry): CatalogModel {
  const { id, name, use, license, licenseIsOpen, repository } = entry;
  return {
    id,
    name,
    use,
    bytes: totalBytes(entry),
    license,
    licenseIsOpen,
    page: `${HOST}/${repository}`,
    isOffered: isOffered(entry),
  };
}

/** The entry that a model on this machine is: by the name of the file to load, and the size of all its files. */
export function entryOfFile(
  catalog: readonly CatalogEntry[],
  name: string,
  size: number,
): CatalogEntry | undefined {
  return catalog.find((entry) => entry.files[0]?.name === name && totalBytes(entry) === size);
}

export interface DownloadSettings {
  folder: string;
  /** Address that takes the host's place, or "". */
  mirror: string;
  proxy: string;
}

/** What the engine is to get; undefined where the model isn't offered. */
export function downloadOf(entry: CatalogEntry, settings: DownloadSettings): DownloadSpec | undefined {
  const { id, name, repository, revision, files } = entry;
  const { folder, mirror, proxy } = settings;
  const host = (mirror === "" ? HOST : mirror).replace(/\/+$/, "");
  if (revision === undefined) return undefined;
  const located = files.map((file) => ({
    url: `${host}/${repository}/resolve/${revision}/${file.name}`,
    ...file,
  }));
  return { id, name, folder, files: located, proxy };
}

/** What is wrong with the settings, in a sentence for the user. */
export function settingsProblem({ folder, mirror, proxy }: DownloadSettings): string | undefined {
  if (!isAbsolute(folder)) return t("The setting {0} must be an absolute path.", "ossicle.download.folder");
  if (mirror !== "" && !isHttp(mirror))
    return t("The setting {0} must start with https:// or http://.", "ossicle.download.mirror");
  if (proxy !== "" && !isHttp(proxy))
    return t(
      "The setting {0} must be an address such as {1}.",
      "ossicle.download.proxy",
      "http://proxy:3128",
    );
  return undefined;
}

function isHttp(address: string): boolean {
  return ["http:", "https:"].includes(URL.parse(address)?.protocol ?? "");
}
