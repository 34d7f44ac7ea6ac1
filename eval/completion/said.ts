/** What a model wrote for a case, before a rule has ended, fitted or hidden it. */
import { RequestType0 } from "vscode-languageserver-protocol";
import type { CompletionCase } from "./case.ts";

/** Of the server that is measured: what the model wrote last. */
export const SAID_REQUEST = new RequestType0<string, void>("ossicle/evaluation/said");

/**
 * Whether what a model wrote has the first line of the piece right: alone, or with the rest of the cursor's line written
 * once more.
 */
export function saysFirstLine(said: string, { truth, after }: CompletionCase): boolean {
  const line = firstLineOf(said);
  const wanted = firstLineOf(truth);
  if (wanted === "" || !line.startsWith(wanted)) return false;
  const more = line.slice(wanted.length).trim();
  return more === "" || more === firstLineOf(after);
}

const firstLineOf = (text: string): string => (text.split("\n", 1)[0] ?? "").trim();
