import assert from "node:assert/strict";
import { lookAhead } from "../../../../../../language-server/features/completion/asking/checked-answer.ts";
import {
  type CursorContext,
  cursorContext,
} from "../../../../../../language-server/features/completion/cursor-context.ts";
import type { SyntaxChecker } from "../../../../../../language-server/features/completion/syntax/syntax-client.ts";
import { OpenDocument } from "../../../../../../language-server/lsp/files/open-document.ts";

function context(): CursorContext {
  const document = new OpenDocument("file:///a.ts", "typescript", 1, "x = \n");
  const found = cursorContext(document, { line: 0, character: 4 });
  return "whyNone" in found ? assert.fail(found.whyNone) : found;
}

class Checker implements SyntaxChecker {
  readonly looked: string[] = [];
  readonly #can: boolean;

  constructor(can: boolean) {
    this.#can = can;
  }

  prepare(): void {}
  forget(): void {}

  canLook(): boolean {
    return this.#can;
  }

  async fit(_: unknown, insertion: { text: string; replaced: number }) {
    this.looked.push(insertion.text);
    return insertion;
  }
}

describe("an answer that is being written", () => {
  it("is looked at where it may end", () => {
    const checker = new Checker(true);
    for (const text of ["f", "f(", "f(a", "f(a)", "f(a);"]) lookAhead(text, context(), checker);
    assert.deepEqual(checker.looked, ["f(a)", "f(a);"]);
  });

  it("isn't prepared for a look where there can't be one", () => {
    const checker = new Checker(false);
    lookAhead("f(a);", context(), checker);
    assert.deepEqual(checker.looked, []);
  });
});
