/** Definitions for the server, found by the editor's own language servers. */

import {
  commands,
  type Disposable,
  type Location,
  type LocationLink,
  Position,
  type Range,
  type TextDocument,
  type TextEditor,
  type Uri,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient, ClientCapabilities, StaticFeature } from "vscode-languageclient/node";
import { onRequest, serve } from "../../common/wire.ts";
import {
  CursorNotification,
  DefinitionsRequest,
  type FoundDefinitions,
  type NamesInDocument,
} from "../../language-server/protocol/definitions.ts";
import { TYPED_SCHEMES } from "../ui/typed-schemes.ts";
import { plainRange } from "./plain-range.ts";

/** A language server that is slower is busy with what the user waits for. What was found by then is answered. */
const PATIENCE_MS = 2_000;

type FoundDefinition = NonNullable<FoundDefinitions["definitions"]>[number];
/** VS Code's own commands, which ask whatever language server the document has. */
type Provider = "vscode.executeDefinitionProvider" | "vscode.executeTypeDefinitionProvider";

/** The cursor goes through the places between: it is said where it stays. */
const RESTS_MS = 100;

export class DefinitionFinder implements StaticFeature {
  readonly #client: BaseLanguageClient;
  #subscriptions: Disposable[] = [];
  #resting: NodeJS.Timeout | undefined;
  /** The document in which the cursor was last seen to move, as it was then. */
  #seen: { document: TextDocument; version: number } | undefined;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
    serve(client, [
      onRequest(DefinitionsRequest, async (params, signal) => ({
        definitions: await definitions(params, signal),
      })),
    ]);
  }

  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...capabilities.experimental, ossicleDefinitions: true };
  }

  initialize(): void {
    this.clear();
    this.#subscriptions = [
      window.onDidChangeActiveTextEditor((editor) => editor && this.#moved(editor)),
      // A document that is open twice has a cursor in each of its editors, which move when it is changed.
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === window.activeTextEditor) this.#moved(textEditor);
      }),
    ];
  }

  getState(): { kind: "static" } {
    return { kind: "static" };
  }

  clear(): void {
    clearTimeout(this.#resting);
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
  }

  /** Typing moves the cursor, too: of that the server hears by the requests for suggestions. */
  #moved({ document, selection }: TextEditor): void {
    const isTyping = this.#seen?.document === document && this.#seen.version !== document.version;
    const { version } = document;
    this.#seen = { document, version };
    clearTimeout(this.#resting);
    if (isTyping || !TYPED_SCHEMES.includes(document.uri.scheme)) return;
    const { line, character } = selection.active;
    this.#resting = setTimeout(() => {
      // The place is one of a text that is gone.
      if (document.version !== version) return;
      const cursor = { uri: document.uri.toString(), position: { line, character } };
      // A server that is gone needs none.
      this.#client.sendNotification(CursorNotification, cursor).catch(() => undefined);
    }, RESTS_MS);
  }
}

async function definitions(
  { uri, version, positions }: NamesInDocument,
  signal: AbortSignal,
): Promise<FoundDefinitions["definitions"]> {
  const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
  // The positions are those of that version.
  if (document?.version !== version) return null;
  const ended = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const found: FoundDefinition[] = positions.map(() => null);
  const finding = positions.map(async ({ line, character }, index) => {
    found[index] = await definition(document.uri, new Position(line, character), ended);
  });
  await Promise.race([Promise.all(finding), aborted(ended)]);
  return [...found];
}

/** Where a name is defined, if that is another file; that of a variable by its type. */
async function definition(uri: Uri, position: Position, ended: AbortSignal): Promise<FoundDefinition> {
  const here = await elsewhere("vscode.executeDefinitionProvider", uri, position);
  if (here.found || here.isNone || ended.aborted) return here.found;
  return (await elsewhere("vscode.executeTypeDefinitionProvider", uri, position)).found;
}

async function elsewhere(
  provider: Provider,
  uri: Uri,
  position: Position,
): Promise<{ found: FoundDefinition; isNone: boolean }> {
  const places = (await placesOf(provider, uri, position)).map(placeOf);
  const place = places.find((each) => each.uri.toString() !== uri.toString());
  return {
    found: place ? { uri: place.uri.toString(), range: plainRange(place.range) } : null,
    isNone: places.length === 0,
  };
}

/** None where a language server fails: what is wrong with it is not for us to say. */
async function placesOf(
  provider: Provider,
  uri: Uri,
  position: Position,
): Promise<readonly (Location | LocationLink)[]> {
  try {
    return (
      (await commands.executeCommand<(Location | LocationLink)[] | undefined>(provider, uri, position)) ?? []
    );
  } catch {
    return [];
  }
}

function placeOf(place: Location | LocationLink): { uri: Uri; range: Range } {
  return "targetUri" in place ? { uri: place.targetUri, range: place.targetRange } : place;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
