import assert from "node:assert/strict";
import {
  commands,
  Diagnostic,
  type Disposable,
  type LocationLink,
  languages,
  Range,
  Selection,
  type TextEditor,
  Uri,
  window,
  workspace,
} from "vscode";
import { until } from "../../workbench/until.ts";
import { CURSOR, closeEverything, openFile } from "../person.ts";
import { modelIsReady } from "../window-state.ts";

const PAGE = Uri.from({ scheme: "ossicle-seen", path: "/What the Model Saw.txt" });
const FILLER = "// Nothing that matters here.\n".repeat(200);

/** Asks for a suggestion at a place, until the model has seen a prompt with a text. */
async function promptAt({ document }: TextEditor, offset: number, text: string): Promise<string> {
  const at = document.positionAt(offset);
  await modelIsReady();
  return until(`the model sees ${text}`, async () => {
    const editor = await window.showTextDocument(document);
    editor.selection = new Selection(at, at);
    await commands.executeCommand("editor.action.inlineSuggest.trigger");
    await commands.executeCommand("ossicle.showSeenPrompt");
    const page = (await workspace.openTextDocument(PAGE)).getText();
    return page.includes(text) ? page : undefined;
  });
}

describe("editor: the prompt of a suggestion", () => {
  let disposables: Disposable[];

  beforeEach(() => {
    disposables = [];
  });
  afterEach(async () => {
    for (const disposable of disposables) disposable.dispose();
    await closeEverything();
  });

  it("has the definitions of names near the cursor that the language's server finds", async () => {
    const shop = await openFile(
      "shop.ts",
      `${FILLER}export class ShopOfDefinitions {\n  size = 0;\n}\n${CURSOR}`,
    );
    const targetUri = shop.document.uri;
    const targetRange = new Range(200, 0, 202, 1);
    let asked = false;
    disposables.push(
      languages.registerDefinitionProvider("typescript", {
        provideDefinition: (document, position): LocationLink[] | undefined => {
          asked = true;
          const name = document.getText(document.getWordRangeAtPosition(position));
          return name === "ShopOfDefinitions" ? [{ targetUri, targetRange }] : undefined;
        },
      }),
    );
    const use = `const first = new ShopOfDefinitions();\nreturn\n${FILLER}const second = 2;\nreturn\n`;
    const editor = await openFile("use.ts", CURSOR + use);
    const near = use.indexOf("return") + 6;
    const far = use.lastIndexOf("return") + 6;
    await promptAt(editor, near, "const first");
    await until("the language's server is asked", () => asked || undefined);
    await until("they are in the prompt of a later anchor", async () => {
      await promptAt(editor, far, "const second");
      const prompt = await promptAt(editor, near, "const first");
      return prompt.includes("export class ShopOfDefinitions {\n  size = 0;\n}") || undefined;
    });
  });

  it("has what is reported on the line, as long as its code is there", async () => {
    const text = "names.lenght;\nreturn names.lenght + one";
    const editor = await openFile("reported.ts", text + CURSOR);
    const { document } = editor;
    const reported = languages.createDiagnosticCollection("pieces");
    disposables.push(reported);
    const range = (line: number, start: number) => new Range(line, start, line, start + 6);
    reported.set(document.uri, [
      new Diagnostic(range(0, 6), "This is another line."),
      new Diagnostic(range(1, 13), "There is no such property."),
    ]);
    const prompt = await promptAt(editor, text.length, "lenght: There is no such property.");
    assert.doesNotMatch(prompt, /another line/);
    const again = await window.showTextDocument(document);
    await again.edit((edit) => edit.replace(range(1, 13), "length"));
    const later = await promptAt(again, text.length, "return names.length +");
    assert.doesNotMatch(later, /no such property/);
  });
});
