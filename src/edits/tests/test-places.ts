/** Finds where a file's tests are or should go, from the project's other tests. */
import type { Affix, Convention, Framework } from "./test-conventions.ts";
import {
  asTest,
  isNamed,
  isOf,
  join,
  segments,
  sharedEnd,
  sharedStart,
  split,
  type TestFile,
  testRoot,
} from "./test-paths.ts";

export interface Sought {
  path: string;
  convention: Convention;
  framework: Framework;
  files: readonly string[];
  /** Of the same language. */
  tests: readonly TestFile[];
  /** Lists of packages, the nearest first. */
  manifests: readonly string[];
}

export function placeOf(sought: Sought): { path: string; exists: boolean } {
  const { path, convention, framework, files, tests } = sought;
  // For a file that is a test itself, tests are added to it.
  const itself = asTest(path, convention);
  if (convention.isInline || (itself && (isNamed(itself) || !tests.some(isNamed))))
    return { path, exists: true };
  const pairs = pairsOf(convention, files, tests);
  const { folder, stem, extension } = split(path);
  const own = pairs.filter(({ source }) => split(source).folder === folder && split(source).stem === stem);
  const best = own.find(({ test }) => !/\b(?:e2e|integration)\b/i.test(test.path)) ?? own[0];
  if (best) return { path: best.test.path, exists: true };
  const [usual = { prefix: "", suffix: "" }] = convention.affixes;
  const affix = framework.suffix === undefined ? usual : { prefix: "", suffix: framework.suffix };
  const ending = convention.testExtension ?? extension.replace(/^\.h(pp)?$/, ".cpp");
  const named: Naming = (where, { prefix, suffix }) => join(where, `${prefix}${stem}${suffix}${ending}`);
  const candidate =
    like(path, pairs, named) ??
    (convention.isFree ? amongOthers(folder, tests, named) : undefined) ??
    named(newFolder(sought), affix);
  return { path: candidate, exists: files.includes(candidate) };
}

type Naming = (folder: string, affix: Affix) => string;

interface Pair {
  source: string;
  test: TestFile;
}

/** Sources with their tests: of the files with the tested name, the one with the most similar folder. */
function pairsOf(convention: Convention, files: readonly string[], tests: readonly TestFile[]): Pair[] {
  const isTest = new Set(tests.map(({ path }) => path));
  const sources = new Map<string, string[]>();
  for (const file of files) {
    if (!isOf(convention, file) || isTest.has(file)) continue;
    const { stem } = split(file);
    const same = sources.get(stem);
    if (same) same.push(file);
    else sources.set(stem, [file]);
  }
  return tests.flatMap((test) => {
    const folders = segments(split(test.path).folder);
    const likeness = (source: string) => {
      const there = segments(split(source).folder);
      return sharedEnd(folders, there) + sharedStart(folders, there);
    };
    const [first, second] = (sources.get(test.subject) ?? []).toSorted((a, b) => likeness(b) - likeness(a));
    if (first === undefined) return [];
    // Names like "index" are everywhere, so the tested file isn't known.
    const isUnclear = second !== undefined && likeness(first) === likeness(second);
    return isUnclear && split(first).folder !== split(second).folder ? [] : { source: first, test };
  });
}

/** The place that follows from other sources and their tests; nearby ones count most. */
function like(path: string, pairs: readonly Pair[], named: Naming): string | undefined {
  const { folder } = split(path);
  const folders = segments(folder);
  const votes = new Map<string, number>();
  for (const { source, test } of pairs) {
    const there = segments(split(source).folder);
    const where = movedLike(folders, there, segments(split(test.path).folder));
    if (!where) continue;
    const candidate = named(where.join("/"), test.affix);
    votes.set(candidate, (votes.get(candidate) ?? 0) + 1 + 2 * sharedStart(folders, there));
  }
  return most(votes);
}

/** Where the tests of `folder` are when those of `source` are in `test`; `undefined` when that doesn't follow. */
function movedLike(
  folder: readonly string[],
  source: readonly string[],
  test: readonly string[],
): string[] | undefined {
  // A folder beside the source: "src/a" and "src/a/__tests__".
  if (source.length > 0 && test.length === source.length + 1 && sharedStart(source, test) === source.length)
    return [...folder, ...test.slice(source.length)];
  const same = sharedEnd(source, test);
  const from = source.slice(0, source.length - same);
  const to = test.slice(0, test.length - same);
  if (sharedStart(folder, from) < from.length) return undefined;
  return [...to, ...folder.slice(from.length)];
}

/** When no test's place is known to follow its source: where most of the nearest tests are, or beside the source. */
function amongOthers(folder: string, tests: readonly TestFile[], named: Naming): string | undefined {
  const folders = segments(folder);
  const votes = new Map<string, number>();
  for (const { path, affix } of tests.filter(isNamed)) {
    const candidate = named(testRoot(path) ?? folder, affix);
    const weight = 1 + 100 * sharedStart(folders, segments(split(path).folder));
    votes.set(candidate, (votes.get(candidate) ?? 0) + weight);
  }
  return most(votes);
}

function most(votes: ReadonlyMap<string, number>): string | undefined {
  return [...votes].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** The language's usual folder, in the file's project. */
function newFolder({ path, convention, framework, manifests }: Sought): string {
  const folders = segments(split(path).folder);
  const roots = manifests.map((file) => segments(split(file).folder));
  const project = roots.find((each) => sharedStart(folders, each) === each.length) ?? [];
  // Each .NET project has a folder in the solution's folder.
  const root = convention.extensions.includes(".cs") ? project.slice(0, -1) : project;
  const place = convention.place(folders.slice(root.length).join("/"), framework.name);
  return [...root, place].filter((part) => part !== "").join("/");
}
