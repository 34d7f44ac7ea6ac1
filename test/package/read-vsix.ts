import { buffer } from "node:stream/consumers";
import yauzl from "yauzl";

export interface Vsix {
  path: string;
  bytes: number;
  /** Path of the release notes. */
  notes: string;
  files: VsixFiles;
}

export interface VsixFile {
  content: Buffer;
  /** The Unix rights that it is unpacked with. */
  rights: number;
}

export interface VsixFiles {
  /** The installed extension's files, by their path in it. */
  extension: Map<string, VsixFile>;
  /** `extension.vsixmanifest`, which the Marketplace and the installer read. */
  manifest: string;
}

const EXTENSION = "extension/";
const UNIX_RIGHTS_SHIFT = 16;

export async function readVsix(path: string): Promise<VsixFiles> {
  const extension = new Map<string, VsixFile>();
  let manifest = "";
  const zip = await yauzl.openPromise(path);
  try {
    for await (const entry of zip.eachEntry()) {
      const content = await buffer(await zip.openReadStreamPromise(entry));
      const rights = (entry.externalFileAttributes >>> UNIX_RIGHTS_SHIFT) & 0o777;
      if (entry.fileName.startsWith(EXTENSION))
        extension.set(entry.fileName.slice(EXTENSION.length), { content, rights });
      else if (entry.fileName === "extension.vsixmanifest") manifest = content.toString();
    }
  } finally {
    zip.close();
  }
  return { extension, manifest };
}
