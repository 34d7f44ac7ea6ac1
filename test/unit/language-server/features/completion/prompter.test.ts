import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ChunkedText } from "../../../../../common/chunked-text.ts";
import { PromptContext } from "../../../../../language-server/features/completion/pieces/prompt-context.ts";
import { Prompter } from "../../../../../language-server/features/completion/prompter.ts";
import { textsOfPrompt } from "../../../../../language-server/prompt/dialects.ts";

const OWN = "cell:2";

function cell(uri: string, text: string, version = 1) {
  return { document: TextDocument.create(uri, "python", version, text), isCode: true };
}

describe("the prompt in a notebook", () => {
  let above = cell("cell:1", "rates = load()");

  function prepared(prompter: Prompter, typed: string) {
    const place = { uri: OWN, languageId: "python", text: ChunkedText.of(typed), cursor: typed.length };
    const { prompt, reanchored } = prompter.prepare(place);
    return { text: textsOfPrompt(prompt).join(""), reanchored };
  }

  it("shows the other cells, only grows while one is typed in, and shows them anew once they were edited", () => {
    const context = new PromptContext({
      openDocuments: () => [],
      secrets: { whyOpenExcluded: async () => null },
      notebookOf: () => ({ uri: "file:///w/sales.ipynb", cells: [above, cell(OWN, "")] }),
    });
    const workspaceFolders = () => ["file:///w"];
    const prompter = new Prompter({ context, workspaceFolders, dialect: () => "harmony" });
    const first = prepared(prompter, "print(");
    assert.match(first.text, /^File: sales\.ipynb$/m);
    assert.match(first.text, /From sales\.ipynb:\n```python\nrates = load\(\)\n```/);
    const next = prepared(prompter, "print(rates");
    assert.equal(next.reanchored, null);
    assert.ok(next.text.startsWith(first.text));

    above = cell("cell:1", "prices = load()", 2);
    const later = prepared(prompter, "print(rates");
    assert.equal(later.reanchored, "first");
    assert.match(later.text, /prices = load\(\)/);
    assert.doesNotMatch(later.text, /rates = load\(\)/);
  });
});
