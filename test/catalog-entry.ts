/** An entry of the catalog for a small model that a test's host has. */
import { sha256 } from "./model-host.ts";

const REVISION = "0123456789".repeat(4);

export interface TestModel {
  id: string;
  name: string;
  repository: string;
  /** The file's name. */
  file: string;
  content: Buffer;
}

export function catalogEntry({ id, name, repository, file, content }: TestModel) {
  const context = { fixed: 0, perSequence: 0, perToken: 1 };
  return {
    id,
    name,
    use: "all",
    repository,
    revision: REVISION,
    license: "Apache-2.0",
    licenseIsOpen: true,
    files: [{ name: file, bytes: content.length, sha256: sha256(content) }],
    facts: {
      layers: 5,
      trainContextSize: 4_096,
      weightBytes: content.length,
      embeddingBytes: 0,
      contexts: { full: context, window: context },
    },
  };
}

/** Where the model host has its file. */
export const hostedAt = ({ repository, file }: Pick<TestModel, "repository" | "file">) =>
  `${repository}/resolve/${REVISION}/${file}`;
