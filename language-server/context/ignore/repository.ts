/** Repositories of git: where one begins, and which ignore files count in it beside those in its folders. */

import type { WorkspaceFiles } from "../workspace-files.ts";
import { parentUri, pathOf, resolveUri } from "../workspace-paths.ts";
import { type GitConfigEntry, isTrue, parseGitConfig } from "./git-config.ts";
import { IgnorePatterns } from "./patterns.ts";

/** What git has of the user outside of any repository. All are URIs. */
export interface GitHome {
  home: string;
  /** Those of the machine first: what comes later counts. */
  configs: readonly string[];
  /** The ignore file that counts where `core.excludesFile` names none. */
  excludes: string;
}

export interface Repository {
  /** Ignore files that count in all of it, those that count more first. */
  excludes: readonly string[];
  ignoreCase: boolean;
}

/** As many as git follows. */
const MAX_INCLUDES = 10;

/** The repository whose root a folder is; undefined when it is no root. */
export async function repositoryAt(
  folder: string,
  files: WorkspaceFiles,
  home: GitHome | undefined,
): Promise<Repository | undefined> {
  const gitFolder = await gitFolderOf(folder, files);
  if (gitFolder === undefined) return undefined;
  const shared = await readOrNull(files, `${gitFolder}/commondir`);
  const common = shared === null ? gitFolder : resolveUri(gitFolder, shared.trim());
  const entries: GitConfigEntry[] = [];
  const reader = { files, home, gitPath: pathOf(gitFolder) };
  for (const config of [...(home?.configs ?? []), `${common}/config`])
    entries.push(...(await readConfig(config, reader, MAX_INCLUDES)));
  const core = (key: string) =>
    entries.findLast((entry) => entry.section === "core" && entry.key === key)?.value;
  const named = core("excludesfile") ?? undefined;
  // An empty name is none.
  const excludes = named ? pathUri(named, folder, home) : named === undefined ? home?.excludes : undefined;
  const ignoreCase = core("ignorecase");
  return {
    excludes: [`${common}/info/exclude`, ...(excludes === undefined ? [] : [excludes])],
    ignoreCase: ignoreCase !== undefined && isTrue(ignoreCase),
  };
}

/** `.git` is a folder, or in a worktree or submodule a file that names one. */
async function gitFolderOf(folder: string, files: WorkspaceFiles): Promise<string | undefined> {
  const [head, link] = await Promise.all([
    readOrNull(files, `${folder}/.git/HEAD`),
    readOrNull(files, `${folder}/.git`),
  ]);
  if (head !== null) return `${folder}/.git`;
  const named = link === null ? null : /^gitdir: *(.+?)\s*$/.exec(link);
  return named ? resolveUri(folder, named[1] ?? "") : undefined;
}

interface ConfigReader {
  files: WorkspaceFiles;
  home: GitHome | undefined;
  /** Of the repository that is asked for: some files count for some repositories. */
  gitPath: string;
}

async function readConfig(uri: string, reader: ConfigReader, depth: number): Promise<GitConfigEntry[]> {
  const { files, home } = reader;
  const text = depth > 0 ? await readOrNull(files, uri) : null;
  const entries: GitConfigEntry[] = [];
  for (const entry of parseGitConfig(text ?? "")) {
    entries.push(entry);
    const folder = parentUri(uri) ?? uri;
    if (entry.key !== "path" || !entry.value || !isIncluding(entry.section, folder, reader)) continue;
    const included = pathUri(entry.value, folder, home);
    if (included !== undefined) entries.push(...(await readConfig(included, reader, depth - 1)));
  }
  return entries;
}

/** Whether what a section names is included: always, or in repositories of some folders. */
function isIncluding(section: string, folder: string, { home, gitPath }: ConfigReader): boolean {
  if (section === "include") return true;
  const condition = /^includeif "gitdir(\/i)?:(.+)"$/.exec(section);
  if (!condition) return false;
  const [, ignoreCase, given = ""] = condition;
  const where = given.endsWith("/") ? `${given}**` : given;
  const isPlaced = /^(?:~?\/|\.\/|[A-Za-z]:)/.test(where);
  const placed = isPlaced ? pathUri(where, folder, home) : undefined;
  if (isPlaced && placed === undefined) return false;
  const pattern = placed === undefined ? `**/${where}` : pathOf(placed);
  return new IgnorePatterns(pattern, ignoreCase !== undefined).verdict(gitPath.slice(1), false) === "ignored";
}

/** A path as configuration files have it. Undefined for another user's home. */
function pathUri(path: string, folder: string, home: GitHome | undefined): string | undefined {
  if (!path.startsWith("~")) return resolveUri(folder, path);
  return home && /^~[/\\]/.test(path) ? resolveUri(home.home, path.slice(2)) : undefined;
}

/** What git can't read of these it goes on without. */
async function readOrNull(files: WorkspaceFiles, uri: string): Promise<string | null> {
  return files.readText(uri).catch(() => null);
}
