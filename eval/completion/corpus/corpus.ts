/** The files that cases are taken from. */

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { messageOf } from "../../../common/errors.ts";
import { packageFolder } from "./fetch.ts";
import { type Language, PACKAGES, type SourcePackage } from "./packages.ts";

export interface SourceFile {
  language: Language;
  /** The package's name. */
  package: string;
  /** Of the package and in it, with slashes. */
  path: string;
  /** With line feeds. */
  text: string;
}

export interface Corpus {
  files: SourceFile[];
  /** Of all names and texts: two results with the same one were measured on the same code. */
  fingerprint: string;
  /** Packages that couldn't be had, each with the reason. */
  missing: string[];
}

const MIN_CHARS = 800;
const MAX_CHARS = 60_000;
/** Longer lines are those of generated code. */
const MAX_LINE_CHARS = 200;

export async function readCorpus(languages: readonly Language[]): Promise<Corpus> {
  const files: SourceFile[] = [];
  const missing: string[] = [];
  for (const wanted of PACKAGES) {
    const parts = wanted.files.filter(({ language }) => languages.includes(language));
    if (parts.length === 0) continue;
    try {
      files.push(...(await filesOf({ ...wanted, files: parts })));
    } catch (error) {
      missing.push(`${wanted.name}: ${messageOf(error)}`);
    }
  }
  const hash = createHash("sha256");
  for (const { path, text } of files) hash.update(`${path}\0${text}\0`);
  return { files, missing, fingerprint: hash.digest("hex").slice(0, 16) };
}

async function filesOf(wanted: SourcePackage): Promise<SourceFile[]> {
  const root = await packageFolder(wanted);
  const files: SourceFile[] = [];
  for (const { language, folder, endings } of wanted.files) {
    const top = join(root, folder);
    const entries = await readdir(top, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const path of paths) {
      const text = (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
      if (isWritten(path, text))
        files.push({
          language,
          package: wanted.name,
          path: `${wanted.name}/${relative(root, path).split(sep).join("/")}`,
          text,
        });
    }
  }
  return files;
}

/** Whether a file is code of a usual size that somebody has written. */
function isWritten(path: string, text: string): boolean {
  if (/\.d\.ts$|\.min\./.test(path) || text.length < MIN_CHARS || text.length > MAX_CHARS) return false;
  return text.split("\n").every((line) => line.length <= MAX_LINE_CHARS);
}
