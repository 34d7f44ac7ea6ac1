import { type CancellationToken, type Uri, workspace } from "vscode";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import type { Exclusion } from "../../workspace/exclusion.ts";
import type { WorkspaceFileList } from "../../workspace/workspace-files.ts";
import type { ContextRef, Suggestion } from "../view/messages.ts";
import { nameScore, pathScore } from "./fuzzy.ts";
import { type FoundSymbol, findSymbols } from "./symbols.ts";

const MAX_SHOWN = 40;
/** More files than are shown, because ignored ones are left out. */
const MAX_ASKED = 80;
const MAX_FOLDERS = 5;
/** Minimum letters before declarations are searched. */
const MIN_SYMBOL_CHARS = 2;
/** Added to the score of recently used files: they are more likely to be meant. */
const RECENT_BONUS = 150;

interface Scored {
  suggestion: Suggestion;
  score: number;
}

/** Files, folders and symbols that match the letters after "@", the best first. */
export async function suggestNamed(
  query: string,
  files: WorkspaceFileList,
  exclusion: Exclusion,
  server: LanguageServer,
  token: CancellationToken,
): Promise<Suggestion[]> {
  const [paths, symbols] = await Promise.all([
    suggestPaths(query, files, exclusion, token),
    query.length >= MIN_SYMBOL_CHARS ? findSymbols(query, server, token) : [],
  ]);
  const scored = [...paths, ...symbols.flatMap((symbol) => suggestSymbol(query, symbol))];
  return scored
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_SHOWN)
    .map(({ suggestion }) => suggestion);
}

async function suggestPaths(
  query: string,
  files: WorkspaceFileList,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<Scored[]> {
  const all = (await files.all()).map((uri) => ({ uri, path: workspace.asRelativePath(uri) }));
  const best = all
    .flatMap(({ uri, path }) => {
      const score = pathScore(query, path);
      const usedAt = files.usedAt(uri);
      // Nothing typed: recently used files come first.
      const bonus = usedAt === 0 ? 0 : RECENT_BONUS + (query === "" ? usedAt : 0);
      return score === undefined ? [] : [{ uri, path, score: score + bonus }];
    })
    .toSorted((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, MAX_ASKED);
  if (token.isCancellationRequested) return [];
  const reasons = await reasonsOf(
    best.map(({ uri }) => uri),
    exclusion,
    token,
  );
  const mention = mentionsOf(all.map(({ path }) => path));
  const shown = best.map(({ uri, path, score }, index): Scored => {
    const reason = reasons[index];
    return {
      // Ignored files come last, and only when the query names them.
      score: reason ? score - 2_000 : score,
      suggestion: {
        icon: reason ? "warning" : "file",
        label: nameOf(path),
        description: reason ? `${parentOf(path)} · ${reason}` : parentOf(path),
        insert: mention(path),
        ref: { kind: "file", uri: uri.toString() },
      },
    };
  });
  const wanted = query === "" ? shown.filter(({ score }) => score > -1_000) : shown;
  return [...wanted, ...suggestFolders(query, all)];
}

/** While the server isn't running, nothing is known to be ignored; the chip of an attached file warns later. */
async function reasonsOf(
  uris: Uri[],
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<(string | null)[]> {
  try {
    return await exclusion.reasons(uris, token);
  } catch {
    return [];
  }
}

function suggestFolders(query: string, all: readonly { uri: Uri; path: string }[]): Scored[] {
  const folders = new Map<string, Uri>();
  for (const { uri, path } of all) {
    let folder = uri;
    for (let parent = parentOf(path); parent !== "" && !folders.has(parent); parent = parentOf(parent)) {
      folder = folder.with({ path: parentOf(folder.path) });
      folders.set(parent, folder);
    }
  }
  const mention = mentionsOf([...folders.keys()]);
  return [...folders]
    .flatMap(([path, uri]): Scored[] => {
      const score = pathScore(query, path);
      if (score === undefined) return [];
      return [
        {
          score: score - 20,
          suggestion: {
            icon: "folder",
            label: nameOf(path),
            description: parentOf(path),
            insert: `${mention(path)}/`,
            ref: { kind: "folder", uri: uri.toString() },
          },
        },
      ];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_FOLDERS);
}

function suggestSymbol(query: string, { name, icon, uri, range }: FoundSymbol): Scored[] {
  const score = nameScore(query, name);
  if (score === undefined) return [];
  return [
    {
      score,
      suggestion: {
        icon,
        label: name,
        description: `${workspace.asRelativePath(uri)}:${range.start.line + 1}`,
        insert: name,
        ref: { kind: "symbol", uri: uri.toString(), range, name },
      },
    },
  ];
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** How a path is named in a sentence: by its last part, or whole where another one ends like it. */
function mentionsOf(paths: readonly string[]): (path: string) => string {
  const seen = new Set<string>();
  const ambiguous = new Set<string>();
  for (const name of paths.map(nameOf)) (seen.has(name) ? ambiguous : seen).add(name);
  return (path) => (ambiguous.has(nameOf(path)) ? path : nameOf(path));
}

/** What the active editor shows, with its name and its path. */
export interface ShownRef {
  ref: ContextRef;
  name: string;
  path: string;
}

/** The references that match the letters after "#". */
export function suggestKinds(
  query: string,
  selection: ShownRef | undefined,
  file: ShownRef | undefined,
): Suggestion[] {
  const offered: (Suggestion | undefined)[] = [
    selection && shown("selection", "#selection", selection),
    file && shown("file", "#file", file),
    kind("warning", "#problems", t("Errors and warnings, with their code"), { kind: "problems" }),
    kind("diff", "#changes", t("Changes since the last commit"), { kind: "changes" }),
    {
      ...kind("diff-added", "#staged", t("Changes to be committed"), { kind: "stagedChanges" }),
      insert: "staged changes",
    },
    kind("terminal", "#terminal", t("The last command and its output"), { kind: "terminal" }),
    kind("search", "#codebase", t("Parts of the workspace that match the question"), {
      kind: "codebase",
    }),
  ];
  return offered
    .flatMap((suggestion) => {
      const score = suggestion && nameScore(query, suggestion.label.slice(1));
      return suggestion === undefined || score === undefined ? [] : [{ suggestion, score }];
    })
    .toSorted((a, b) => (query === "" ? 0 : b.score - a.score))
    .map(({ suggestion }) => suggestion);
}

/** Named in the sentence as it is in the list, without the sign. */
function kind(icon: string, label: string, description: string, ref: ContextRef): Suggestion {
  return { icon, label, description, insert: label.slice(1), ref };
}

function shown(icon: string, label: string, { ref, name, path }: ShownRef): Suggestion {
  return { icon, label, description: path, insert: name, ref };
}
