/** What the server and its index worker say to each other. */
import type { ContextItem, WorkspaceSymbol } from "../../protocol/context.ts";
import type { FileState, FolderEntry } from "../../protocol/workspace.ts";
import type { TextFindings, TextQuestion } from "./text-search.ts";

export interface SearchMessage {
  type: "search";
  id: number;
  query: string;
}

export interface SymbolsMessage {
  type: "symbols";
  id: number;
  query: string;
  limit: number;
}

export interface TextMessage {
  type: "text";
  id: number;
  question: TextQuestion;
}

/** What the thread can't read itself, as the client alone can. */
export interface FileQuestion {
  type: "file";
  id: number;
  about: "text" | "entries" | "state";
  uri: string;
}

export type FileAnswer =
  | { type: "fileText"; id: number; text: string | null }
  | { type: "fileEntries"; id: number; entries: FolderEntry[] }
  | { type: "fileState"; id: number; state: FileState | undefined }
  | { type: "fileFailed"; id: number; reason: string };

export type ToIndex =
  | SearchMessage
  | SymbolsMessage
  | TextMessage
  | { type: "cancel"; id: number }
  /** Comes before a request when something changed since the last one. */
  | { type: "workspace"; folders: readonly string[] }
  | { type: "open"; uri: string; text: string | null }
  | { type: "invalidate" }
  | FileAnswer;

export type FromIndex =
  | { type: "found"; id: number; items: ContextItem[] }
  | { type: "symbolsFound"; id: number; symbols: WorkspaceSymbol[] }
  | { type: "textFound"; id: number; findings: TextFindings }
  | { type: "failed"; id: number; reason: string }
  | { type: "log"; line: string }
  | FileQuestion;
