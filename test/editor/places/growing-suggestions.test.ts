/** The rest of a suggestion, in VS Code's own gray text: a provider stands for the server. */
import assert from "node:assert/strict";
import {
  commands,
  type Disposable,
  InlineCompletionItem,
  InlineCompletionTriggerKind,
  languages,
  Range,
  type TextEditor,
} from "vscode";
import { GrowingSuggestions } from "../../../src/server/growing-suggestions.ts";
import { until, within } from "../../workbench/until.ts";
import { ACCEPT, CURSOR, closeEverything, openFile, type } from "../person.ts";

const FIRST = "first();";
const WHOLE = `${FIRST}\nsecond();`;
/** In this time, VS Code asks for what has grown, if it does. */
const ASKED_MS = 1_000;

describe("editor: a suggestion that grows", () => {
  let growing: GrowingSuggestions;
  let provider: Disposable;
  let editor: TextEditor;
  /** What the provider has. */
  let answer: string;
  /** How it was asked at the place, by the user or for what was typed. */
  let asked: InlineCompletionTriggerKind[];

  beforeEach(async () => {
    growing = new GrowingSuggestions();
    answer = FIRST;
    asked = [];
    // No language of Ossicle's settings: its own suggestions stay out of it.
    await commands.executeCommand("ossicle.disableSuggestions");
    provider = languages.registerInlineCompletionItemProvider(
      { language: "plaintext" },
      {
        provideInlineCompletionItems: (document, position, context) => {
          if (!document.lineAt(position).text.endsWith("go ")) return [];
          asked.push(growing.contextOf(document, position, context).triggerKind);
          return [new InlineCompletionItem(answer, new Range(position, position))];
        },
      },
    );
    editor = await openFile("growing.txt", `${CURSOR}\n`);
    await type("go ");
    await until("it is asked for", () => asked[0] !== undefined || undefined);
  });
  afterEach(async () => {
    provider.dispose();
    await closeEverything();
    await commands.executeCommand("ossicle.enableSuggestions");
  });

  async function grow(): Promise<void> {
    answer = WHOLE;
    const { document, selection } = editor;
    await growing.show({ document, version: document.version, position: selection.active });
  }

  /** Grows it in vain until the first line is shown, as nobody says when that is, and then once. */
  async function growWhenShown(): Promise<void> {
    await until("the first line is shown", async () => {
      const before = asked.length;
      await grow();
      // It resolves before VS Code asks: a second one meanwhile would be asked for as well.
      return within(ASKED_MS, () => asked.length > before || undefined);
    });
  }

  it("is shown whole when the rest is there, which counts as no question of the user's", async () => {
    await growWhenShown();
    assert.ok(
      asked.every((kind) => kind === InlineCompletionTriggerKind.Automatic),
      asked.join(),
    );
    // It ends once what was asked for before is shown.
    await commands.executeCommand("editor.action.inlineSuggest.trigger");
    await commands.executeCommand(ACCEPT);
    await until("it is accepted", () => editor.document.getText() !== "go \n" || undefined);
    assert.equal(editor.document.getText(), `go ${WHOLE}\n`);
  });

  it("stays away where the user has sent its first line away", async () => {
    await growWhenShown();
    await commands.executeCommand("editor.action.inlineSuggest.hide");
    const before = asked.length;
    await grow();
    await commands.executeCommand(ACCEPT);
    assert.equal(asked.length, before);
    assert.equal(editor.document.getText(), "go \n");
  });
});
