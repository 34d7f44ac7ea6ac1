/** What the server and the thread of the grammars say to each other. */
import type { Insertion } from "../answer/trim.ts";

/** A document as it is at a moment. */
export interface ParseMessage {
  type: "parse";
  /** Names the text in what is said of it later. */
  id: number;
  uri: string;
  languageId: string;
  text: string;
}

export interface LookMessage {
  type: "look";
  id: number;
  /** The `id` that a text was parsed by. */
  parsed: number;
  /** UTF-16 offset. */
  cursor: number;
  insertion: Insertion;
}

export type ToSyntax = ParseMessage | LookMessage | { type: "forget"; uri: string };

/** What of a suggestion adds no error. */
export type Fitting = Insertion | "whole" | null;

export type FromSyntax =
  /** Also where there is no tree: it isn't waited for any more. */
  | { type: "parsed"; id: number }
  | { type: "looked"; id: number; fitting: Fitting }
  | { type: "log"; line: string };
