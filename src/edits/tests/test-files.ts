import {
  type CancellationToken,
  type Range,
  RelativePattern,
  type TextDocument,
  Uri,
  type WorkspaceFolder,
  window,
  workspace,
} from "vscode";
import { languageOfPath } from "../../../common/languages/languages.ts";
import type { ContextItem } from "../../../language-server/protocol/context.ts";
import { placeBlock } from "../../code/placing/place-block.ts";
import { createAt, isFile, type Reviews } from "../../review/index.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { t } from "../../text/l10n.ts";
import { Refusal } from "../../text/refusal.ts";
import { Exclusion } from "../../workspace/exclusion.ts";
import { openDocument, readFileText } from "../../workspace/file-text.ts";
import { findFilesIn } from "../../workspace/workspace-files.ts";
import { askOnce } from "../ask-once.ts";
import { addTests, isOnlyCode } from "./add-tests.ts";
import { fencedCode } from "./fenced-code.ts";
import { filesToRead, type TestLayout, testLayout } from "./test-layout.ts";
import { testQuestion } from "./test-question.ts";

/** Maximum files that are listed: a part of a larger workspace is enough. */
const MAX_FILES = 20_000;
const MAX_TOKENS = 6_000;
/** Maximum UTF-16 units of a test that is shown for its style. */
const MAX_EXAMPLE = 8_000;

/** Where the tests go; no place for a file that lies in no folder of the workspace. */
interface Plan {
  place: Uri | undefined;
  layout: TestLayout;
  /** Of the tests that are there; `undefined` where there are none. */
  existing: string | undefined;
}

/**
 * Writes tests for a part of a file: into a new, unsaved file where the project would have it, or for review into the
 * existing tests. In a workspace that isn't trusted, only open documents are read.
 *
 * @param range of the code; an empty one means the block of code around it
 * @throws an Error with a sentence for the user
 */
export async function writeTests(
  server: LanguageServer,
  reviews: Reviews,
  document: TextDocument,
  range: Range,
  token: CancellationToken,
): Promise<void> {
  try {
    const lines = range.isEmpty ? await server.runningClient.editRange(document, range) : range;
    const code = document.getText(lines).trimEnd();
    if (code === "") throw new Refusal(t("There is no code to test here."));
    const exclusion = new Exclusion(server);
    const plan = await planFor(document, exclusion, token);
    const tests = await ask(server, document, code, plan, exclusion, token);
    if (tests !== undefined) await show(tests, plan, document, reviews);
  } catch (error) {
    // A cut-off answer is no failure after a cancel.
    if (!token.isCancellationRequested) throw error;
  }
}

/** @returns the tests; `undefined` when it was cancelled */
async function ask(
  server: LanguageServer,
  document: TextDocument,
  code: string,
  plan: Plan,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<string | undefined> {
  const { place, layout, existing } = plan;
  const text = testQuestion({
    code,
    languageId: document.languageId,
    path: place && pathOf(document.uri),
    framework: layout.framework,
    testPath: place && layout.path,
    exists: existing !== undefined,
    example: existing === undefined ? layout.example?.path : undefined,
  });
  const context = await contextOf(document, code, plan, exclusion, token);
  const answer = await askOnce(server, { text, context, maxTokens: MAX_TOKENS }, token);
  if (answer === undefined) return undefined;
  const tests = fencedCode(answer);
  if (tests === undefined)
    throw new Refusal(t("The model answered with text instead of code. Nothing was changed."));
  if (isOnlyCode(tests, code))
    throw new Refusal(t("The model answered with the code itself instead of tests. Nothing was changed."));
  return tests;
}

async function planFor(
  document: TextDocument,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<Plan> {
  const folder = workspace.getWorkspaceFolder(document.uri);
  const path = pathOf(document.uri);
  const files = folder ? await filesIn(folder, token) : [path];
  const texts = folder ? await textsOf(folder, filesToRead(path, files), exclusion, token) : new Map();
  const layout = testLayout(path, { files, texts });
  if (!folder) return { place: undefined, layout, existing: undefined };
  const place = Uri.joinPath(folder.uri, layout.path);
  const unsaved = openDocument(place.with({ scheme: "untitled" }));
  if (unsaved) return { place: unsaved.uri, layout, existing: unsaved.getText() };
  if (!openDocument(place) && !(await isFile(place))) return { place, layout, existing: undefined };
  // A file that isn't open may not be read there, so the new tests can't be added to it.
  if (!workspace.isTrusted && !openDocument(place)) return { place: undefined, layout, existing: undefined };
  return { place, layout, existing: await readFileText(place) };
}

/** The path relative to its workspace folder, with slashes; of a file outside, only the name. */
function pathOf(uri: Uri): string {
  const folder = workspace.getWorkspaceFolder(uri);
  return folder ? pathIn(folder, uri) : (uri.path.split("/").at(-1) ?? "");
}

function pathIn(folder: WorkspaceFolder, uri: Uri): string {
  return uri.path.slice(folder.uri.path.replace(/\/$/, "").length + 1);
}

async function filesIn(folder: WorkspaceFolder, token: CancellationToken): Promise<string[]> {
  const uris = workspace.isTrusted
    ? await findFilesIn(new RelativePattern(folder, "**/*"), MAX_FILES, token)
    : workspace.textDocuments.map(({ uri }) => uri).filter(({ scheme }) => scheme === folder.uri.scheme);
  return uris.filter((uri) => workspace.getWorkspaceFolder(uri) === folder).map((uri) => pathIn(folder, uri));
}

/** Of those that may be read. */
async function textsOf(
  folder: WorkspaceFolder,
  paths: readonly string[],
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<Map<string, string>> {
  const wanted = paths.map((path) => ({ path, uri: Uri.joinPath(folder.uri, path) }));
  const allowed = await exclusion.allowed(wanted, token);
  const texts = new Map<string, string>();
  for (const { path, uri } of allowed) {
    try {
      texts.set(path, await readFileText(uri));
    } catch {
      // The file is too large or gone; others will do.
    }
  }
  return texts;
}

/** The code's whole file, and the existing tests or one as an example. */
async function contextOf(
  document: TextDocument,
  code: string,
  { place, layout, existing }: Plan,
  exclusion: Exclusion,
  token: CancellationToken,
): Promise<ContextItem[]> {
  const items: ContextItem[] = [];
  const text = document.getText();
  const isInline = place?.toString() === document.uri.toString();
  if (isInline || text.trim() !== code.trim())
    items.push({ kind: "file", title: pathOf(document.uri), uri: document.uri.toString(), text });
  if (place && existing !== undefined && !isInline) {
    const allowed = await exclusion.allowed([{ uri: place }], token);
    if (allowed.length > 0)
      items.push({ kind: "file", title: layout.path, uri: place.toString(), text: existing });
  } else if (layout.example && !isInline) {
    const { path, text } = layout.example;
    items.push({ kind: "file", title: path, text: text.slice(0, MAX_EXAMPLE) });
  }
  return items;
}

async function show(
  tests: string,
  { place, layout, existing }: Plan,
  document: TextDocument,
  reviews: Reviews,
): Promise<void> {
  if (!place) {
    const content = `${tests.trimEnd()}\n`;
    const untitled = await workspace.openTextDocument({ language: document.languageId, content });
    await window.showTextDocument(untitled, { preview: false });
  } else if (existing === undefined) {
    const placed = placeBlock("", tests, layout.path);
    await createAt(place, placed.kind === "certain" ? placed.text : tests, reviews);
  } else {
    // The file may have changed meanwhile.
    const now = await readFileText(place);
    const { readCode } = await import("../../grammars/main.ts");
    const reading = await readCode(now, tests, languageOfPath(layout.path));
    await reviews.propose(place, addTests(now, tests, layout.path, reading), layout.path);
  }
}
