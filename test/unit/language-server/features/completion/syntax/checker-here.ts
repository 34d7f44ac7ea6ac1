/** A check by grammars in the test's own thread, which waits until the document is parsed, whatever the time. */
import assert from "node:assert/strict";
import { SyntaxCheck } from "../../../../../../language-server/features/completion/syntax/syntax-check.ts";
import type { SyntaxChecker } from "../../../../../../language-server/features/completion/syntax/syntax-client.ts";
import { readFromPackages } from "../../../../common/declarations/grammar-files.ts";
import { NO_TIME_PASSES } from "../typing.ts";

export function checkerHere(): SyntaxChecker {
  const check = new SyntaxCheck(readFromPackages, (line) => assert.fail(line), NO_TIME_PASSES);
  let id = 0;
  let prepared = Promise.resolve();
  return {
    prepare: ({ text, ...document }) => {
      prepared = check.prepare({ ...document, id: ++id, text: text.toString() });
    },
    canLook: () => true,
    fit: async ({ cursor }, insertion) => {
      await prepared;
      return check.fit(id, cursor, insertion);
    },
    forget: (uri) => check.forget(uri),
  };
}
