import {
  type CancellationToken,
  commands,
  type DocumentSymbol,
  type Range,
  type SymbolInformation,
  SymbolKind,
  type TextDocument,
  Uri,
  workspace,
} from "vscode";
import type { ContextItem } from "../../../language-server/protocol/context.ts";
import type { TextRange } from "../../../language-server/protocol/range.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { plainRange } from "../../server/plain-range.ts";
import { readFileText } from "../../workspace/file-text.ts";
import type { ContextRef } from "../view/messages.ts";

export interface FoundSymbol {
  name: string;
  /** Codicon. */
  icon: string;
  uri: Uri;
  range: TextRange;
}

const MAX_SYMBOLS = 30;
/** How long to wait for a language's own server. */
const TIMEOUT_MS = 800;
/** Kinds that some languages report as symbols, but nobody searches for. */
const UNWANTED = new Set([
  SymbolKind.Variable,
  SymbolKind.String,
  SymbolKind.Number,
  SymbolKind.Boolean,
  SymbolKind.Key,
  SymbolKind.Null,
  SymbolKind.Package,
  SymbolKind.File,
]);

/** Finds declarations in the workspace by name: from the languages' own servers and from Ossicle's index. */
export async function findSymbols(
  query: string,
  server: LanguageServer,
  token: CancellationToken,
): Promise<FoundSymbol[]> {
  const [told, indexed] = await Promise.all([
    inTime(fromLanguages(query), token),
    inTime(fromServer(query, server, token), token),
  ]);
  const known = new Set<string>();
  return [...told, ...indexed].filter(({ name, uri, range }) => {
    const key = `${name} ${uri} ${range.start.line}`;
    return !known.has(key) && known.add(key);
  });
}

async function fromLanguages(query: string): Promise<FoundSymbol[]> {
  const symbols = await commands.executeCommand<SymbolInformation[]>(
    "vscode.executeWorkspaceSymbolProvider",
    query,
  );
  return (symbols ?? [])
    .filter(({ kind, location }) => !UNWANTED.has(kind) && workspace.getWorkspaceFolder(location.uri))
    .slice(0, MAX_SYMBOLS)
    .map(({ name, kind, location }) => ({
      name: name.replace(/\(.*\)$/, ""),
      icon: `symbol-${(SymbolKind[kind] ?? "misc").toLowerCase()}`,
      uri: location.uri,
      range: plainRange(location.range),
    }));
}

async function fromServer(
  query: string,
  server: LanguageServer,
  token: CancellationToken,
): Promise<FoundSymbol[]> {
  const symbols = (await server.client?.findSymbols(query, MAX_SYMBOLS, token)) ?? [];
  return symbols.map(({ name, kind, uri, range }) => ({
    name,
    icon: /class|struct|interface|trait|type|enum|impl|module/.test(kind) ? "symbol-class" : "symbol-method",
    uri: Uri.parse(uri, true),
    range,
  }));
}

/** Returns nothing on failure or timeout: the list then shows what the other source finds. */
async function inTime(search: Promise<FoundSymbol[]>, token: CancellationToken): Promise<FoundSymbol[]> {
  const nothing: FoundSymbol[] = [];
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<FoundSymbol[]>((resolve) => {
    timer = setTimeout(() => resolve(nothing), TIMEOUT_MS);
    token.onCancellationRequested(() => resolve(nothing));
  });
  try {
    return await Promise.race([search.catch(() => nothing), patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** The whole declaration, at its present position. */
export async function readSymbol(ref: Extract<ContextRef, { kind: "symbol" }>): Promise<ContextItem> {
  const uri = Uri.parse(ref.uri, true);
  // Throws with the reason when the file must not be shown to the model.
  await readFileText(uri);
  const document = await workspace.openTextDocument(uri);
  const range = (await declarationRange(document, ref)) ?? ref.range;
  const whole = document.validateRange(
    document.lineAt(Math.min(range.start.line, document.lineCount - 1)).range,
  );
  const last = document.lineAt(Math.min(lastLine(range), document.lineCount - 1)).range;
  const lines = whole.union(last);
  return {
    kind: "selection",
    title: workspace.asRelativePath(uri),
    uri: ref.uri,
    range: plainRange(lines),
    text: document.getText(lines),
  };
}

function lastLine({ start, end }: TextRange): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}

async function declarationRange(
  document: TextDocument,
  { name, range }: { name: string; range: TextRange },
): Promise<TextRange | undefined> {
  const symbols = await commands.executeCommand<(DocumentSymbol | SymbolInformation)[]>(
    "vscode.executeDocumentSymbolProvider",
    document.uri,
  );
  const distance = (of: Range) => Math.abs(of.start.line - range.start.line);
  const [nearest] = (symbols ?? [])
    .flatMap(rangesOf)
    .filter((symbol) => symbol.name === name || symbol.name.startsWith(`${name}(`))
    .toSorted((a, b) => distance(a.range) - distance(b.range));
  return nearest && plainRange(nearest.range);
}

function rangesOf(symbol: DocumentSymbol | SymbolInformation): { name: string; range: Range }[] {
  if ("location" in symbol && symbol.location) return [{ name: symbol.name, range: symbol.location.range }];
  if (!("children" in symbol)) return [];
  return [{ name: symbol.name, range: symbol.range }, ...symbol.children.flatMap(rangesOf)];
}
