/** The layout of a file's tests in its project: the framework, the place, and an example. */
import type { Convention, Framework } from "./test-conventions.ts";
import {
  asTest,
  conventionOf,
  isNamed,
  isOf,
  segments,
  sharedEnd,
  sharedStart,
  split,
  type TestFile,
} from "./test-paths.ts";
import { placeOf, type Sought } from "./test-places.ts";

/** Paths are relative to the workspace, with slashes. */
export interface Project {
  files: readonly string[];
  /** Of those that were read. */
  texts: ReadonlyMap<string, string>;
}

export interface TestLayout {
  /** The framework's name for the model. */
  framework: string;
  path: string;
  exists: boolean;
  /** A test of nearby code. */
  example?: { path: string; text: string };
}

/** Maximum tests that are read as examples. */
const MAX_EXAMPLES = 3;
const MAX_MANIFESTS = 8;

export function testLayout(path: string, { files, texts }: Project): TestLayout {
  const sought = begin(path, files);
  const known = (file: string | undefined) => (file === undefined ? "" : (texts.get(file) ?? ""));
  const examples = nearest(sought).filter((test) => texts.has(test));
  const framework = frameworkOf(sought.convention, known(examples[0]), sought.manifests.map(known));
  const place = placeOf({ ...sought, framework });
  const example = examples.find((test) => test !== place.path);
  return {
    framework: framework.name,
    ...place,
    ...(example === undefined ? {} : { example: { path: example, text: known(example) } }),
  };
}

/** The files whose texts show the layout of this file's tests. */
export function filesToRead(path: string, files: readonly string[]): string[] {
  const sought = begin(path, files);
  return [...sought.manifests, ...nearest(sought).slice(0, MAX_EXAMPLES)];
}

/** The part of the layout that follows from paths alone. */
function begin(path: string, files: readonly string[]): Sought {
  const convention = conventionOf(path);
  const manifests = manifestsFor(path, convention, files);
  const framework = frameworkOf(convention, "", []);
  return { path, convention, framework, files, tests: testsOf(convention, files), manifests };
}

function testsOf(convention: Convention, files: readonly string[]): TestFile[] {
  return files.flatMap((file) => (isOf(convention, file) ? (asTest(file, convention) ?? []) : []));
}

/** Tests from the folders most similar to that of the new tests. */
function nearest(sought: Sought): string[] {
  const folders = segments(split(placeOf(sought).path).folder);
  const likeness = (test: TestFile) => {
    const there = segments(split(test.path).folder);
    // A file among the tests without a test's name may be a helper.
    return sharedStart(folders, there) + sharedEnd(folders, there) + (isNamed(test) ? 100 : 0);
  };
  return sought.tests
    .map((test) => ({ path: test.path, likeness: likeness(test) }))
    .toSorted((a, b) => b.likeness - a.likeness || (a.path < b.path ? -1 : 1))
    .map((test) => test.path);
}

/** From the file's folder upward; then those of other folders, since a separate test project has its own. */
function manifestsFor(path: string, { manifests }: Convention, files: readonly string[]): string[] {
  const folders = segments(split(path).folder);
  return files
    .filter((file) => manifests.test(file.slice(file.lastIndexOf("/") + 1)))
    .map((file) => {
      const there = segments(split(file).folder);
      const isAbove = sharedStart(folders, there) === there.length;
      return { file, rank: isAbove ? folders.length - there.length : 100 + there.length, isAbove };
    })
    .filter(({ file, isAbove }) => isAbove || /test|spec|gradle\/|requirements/i.test(file))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, MAX_MANIFESTS)
    .map(({ file }) => file);
}

/** The framework of a nearby test, else of the nearest list of packages, else the usual one. */
function frameworkOf({ frameworks }: Convention, example: string, manifests: readonly string[]): Framework {
  const used = frameworks.find((each) => each.used?.test(example));
  if (used) return used;
  for (const manifest of manifests) {
    const listed = frameworks.find((each) => each.listed?.test(manifest));
    if (listed) return listed;
  }
  return frameworks.at(-1) ?? { name: "" };
}
