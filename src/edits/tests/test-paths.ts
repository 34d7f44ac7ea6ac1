/** Paths of sources and of their tests. All are relative to the workspace, with slashes. */
import { type Affix, CONVENTIONS, type Convention, OTHER } from "./test-conventions.ts";

/** Folders that contain only tests, and kinds of tests below them. */
const TEST_FOLDER = /^(?:__tests__|tests?|specs?|.+\.(?:Unit|Integration)?Tests?)$/i;
const KIND_FOLDER = /^(?:unit|units|integration|functional)$/i;

export interface SplitPath {
  folder: string;
  stem: string;
  extension: string;
}

export function split(path: string): SplitPath {
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  const dot = name.lastIndexOf(".");
  return {
    folder: path.slice(0, Math.max(0, slash)),
    stem: dot > 0 ? name.slice(0, dot) : name,
    extension: dot > 0 ? name.slice(dot) : "",
  };
}

export function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

export const segments = (folder: string): string[] => (folder === "" ? [] : folder.split("/"));

export function conventionOf(path: string): Convention {
  const { extension } = split(path);
  return (
    CONVENTIONS.find(
      ({ extensions, testExtension }) => extensions.includes(extension) || extension === testExtension,
    ) ?? { ...OTHER, extensions: [extension] }
  );
}

export function isOf({ extensions, testExtension }: Convention, path: string): boolean {
  const { extension } = split(path);
  return extensions.includes(extension) || (testExtension !== undefined && extension === testExtension);
}

/** A test file and the name of the file that it tests. */
export interface TestFile {
  path: string;
  subject: string;
  affix: Affix;
}

const NO_AFFIX: Affix = { prefix: "", suffix: "" };

/** Whether the name itself is that of a test. */
export const isNamed = ({ affix }: TestFile) => affix !== NO_AFFIX;

/** The file that a test is about, by its name or by its folder of tests; `undefined` for a file that isn't a test. */
export function asTest(path: string, { affixes, isBare }: Convention): TestFile | undefined {
  const { folder, stem } = split(path);
  for (const affix of affixes) {
    const { prefix, suffix } = affix;
    if (stem.length > prefix.length + suffix.length && stem.startsWith(prefix) && stem.endsWith(suffix))
      return { path, subject: stem.slice(prefix.length, stem.length - suffix.length), affix };
  }
  if (!isBare || !segments(folder).some((name) => TEST_FOLDER.test(name))) return undefined;
  return { path, subject: stem, affix: NO_AFFIX };
}

/** Up to the folder of tests: "pkg/tests/unit/a" → "pkg/tests/unit"; `undefined` for a test beside its source. */
export function testRoot(path: string): string | undefined {
  const folders = segments(split(path).folder);
  const first = folders.findIndex((name) => TEST_FOLDER.test(name));
  if (first < 0) return undefined;
  let end = first + 1;
  while (TEST_FOLDER.test(folders[end] ?? "") || KIND_FOLDER.test(folders[end] ?? "")) end++;
  return folders.slice(0, end).join("/");
}

export function sharedStart(a: readonly string[], b: readonly string[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

export function sharedEnd(a: readonly string[], b: readonly string[]): number {
  return sharedStart(a.toReversed(), b.toReversed());
}

/** The relative path from one file to another, as in an import: "../src/a.ts". */
export function relativePath(from: string, to: string): string {
  const here = segments(split(from).folder);
  const there = segments(to);
  const shared = sharedStart(here, there.slice(0, -1));
  const up = here.slice(shared).map(() => "..");
  return [...(up.length > 0 ? up : ["."]), ...there.slice(shared)].join("/");
}
