/** What goes into the completion feature and comes out of it. */
import type { Position, Range } from "vscode-languageserver-textdocument";
import type { SecretFiles } from "../../context/secret-files.ts";
import type { CompletionEngine } from "../../engine-client/api.ts";
import type { CompletionShape } from "../../prompt/completion-shapes.ts";
import type { NearProblem } from "../../protocol/completion.ts";
import type { Settings } from "../../protocol/settings.ts";
import type { PromptContext } from "./pieces/prompt-context.ts";
import type { ReadableDocument } from "./readable-document.ts";
import type { SyntaxChecker } from "./syntax/syntax-client.ts";

/** A cursor that waits for a suggestion. Positions are UTF-16, as in LSP. */
export interface CompletionRequest {
  document: ReadableDocument;
  position: Position;
  /** "invoked": the user asked for it, so nothing is held back and nothing comes from a cache. */
  trigger: "automatic" | "invoked";
  /** The suggest widget's selected item: a suggestion must go on from it. */
  selectedCompletion?: { range: Range; text: string };
  /** What the editor reports near the cursor, as far as its text is still the one that it is about. */
  problems?: readonly NearProblem[];
  /** The editor doesn't ask again at a place where the user has asked: it wants all that there is. */
  asksOnce?: boolean;
  /** How the editor indents, for a file that has no indentation yet. */
  indentation?: Indentation;
}

/** As in LSP's formatting options. */
export interface Indentation {
  tabSize: number;
  insertSpaces: boolean;
}

/** Gray text: `insertText` takes the place of `range`, which lies on the cursor's line. */
export interface Suggestion {
  /** Names it when it is accepted. */
  id: string;
  insertText: string;
  range: Range;
  filterText?: string;
}

/** Other ways than the usual, which evaluations measure. */
export interface MeasuredWay {
  shape?: CompletionShape;
  /** Suggestions are also shown where the model isn't sure of them. */
  showsDoubted?: boolean;
}

/** Where a suggestion was shown. */
export interface GrownPlace {
  uri: string;
  /** Of the document. */
  version: number;
  position: Position;
}

export interface CompletionDeps {
  engine: CompletionEngine;
  settings: () => Settings;
  secrets: SecretFiles;
  /** What a prompt shows of other places. */
  context: PromptContext;
  /** Looks at a suggestion once more, by the grammar of its language. */
  syntax?: SyntaxChecker;
  /**
   * Called when the rest of a suggestion is there of which only the first line was shown: to be asked for again, there.
   * Without it, suggestions are shown whole.
   */
  onGrown?: (place: GrownPlace) => void;
  /** URIs. */
  workspaceFolders: () => string[];
  /** What the product has no setting for. */
  measured?: MeasuredWay;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Never receives anything of the user's code. */
  log?: (line: string) => void;
}
