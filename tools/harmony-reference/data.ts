/** The tokens that our prompts are compared with, as kept with the tests. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { nativeNamespaces } from "../../language-server/prompt/native-tools.ts";
import { referenceConversations } from "./conversations.ts";
import { ODD_TEXTS } from "./texts.ts";

export const REFERENCE_FILE = fileURLToPath(
  new URL("../../test/data/harmony/reference.json.gz", import.meta.url),
);

export interface Reference {
  /** What rendered it, with its version. */
  renderer: string;
  /** Of what was rendered, so that data of other conversations is told from a difference in rendering. */
  inputHash: string;
  /** Tokens of each of `referenceConversations`. */
  conversations: number[][];
  /** Tokens of each of `ODD_TEXTS`, as plain text. */
  texts: number[][];
}

export function referenceInput() {
  const conversations = referenceConversations();
  /** What the system message of each declares. */
  const namespaces = conversations.map(({ nativeTools = [] }) => nativeNamespaces(nativeTools));
  return { conversations, namespaces, texts: ODD_TEXTS };
}

export const hashOf = (input: ReturnType<typeof referenceInput>): string =>
  createHash("sha256").update(JSON.stringify(input)).digest("hex");

export function readReference(): Reference {
  const reference = JSON.parse(gunzipSync(readFileSync(REFERENCE_FILE)).toString()) as Reference;
  if (reference.inputHash !== hashOf(referenceInput()))
    throw new Error(
      "The conversations or the model's own tools have changed: render them again, as tools/harmony-reference/README.md says.",
    );
  return reference;
}
