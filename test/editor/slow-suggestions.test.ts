/** Requests as VS Code makes them, and ends them, at one place in a document. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import {
  CancellationTokenSource,
  type InlineCompletionContext,
  InlineCompletionItem,
  InlineCompletionTriggerKind,
  Position,
  type TextEditor,
} from "vscode";
import { SlowSuggestions } from "../../src/server/slow-suggestions.ts";
import { CURSOR, closeEverything, openFile } from "./person.ts";

const ITEMS = [new InlineCompletionItem("later")];
/** What is left of the time that VS Code waits for a suggestion where a busy machine brings the request late. */
const ENDED_AFTER_MS = 300;
const CONTEXT = {
  triggerKind: InlineCompletionTriggerKind.Automatic,
  selectedCompletionInfo: undefined,
  requestUuid: "",
  requestIssuedDateTime: 0,
  earliestShownDateTime: 0,
};

describe("editor: suggestions that take long", () => {
  let editor: TextEditor;
  let slow: SlowSuggestions;
  /** How often the model was asked, and whether it was told to stop. */
  let asked: number;
  let stopped: number;

  beforeEach(async () => {
    editor = await openFile("slow.txt", `now${CURSOR}\n`);
    slow = new SlowSuggestions();
    asked = 0;
    stopped = 0;
  });
  afterEach(closeEverything);

  /**
   * Asks at the cursor, or where the cursor will be once the extension host hears of it; the request is ended from
   * outside while the model is at work, where `ended` says so.
   */
  async function ask(ended: boolean, change: Partial<InlineCompletionContext> = {}, at?: Position) {
    const source = new CancellationTokenSource();
    const { document, selection } = editor;
    const answer = await slow.provide(
      document,
      at ?? selection.active,
      { ...CONTEXT, ...change },
      source.token,
      async (_d, _p, _c, token) => {
        asked++;
        token.onCancellationRequested(() => stopped++);
        if (ended) {
          await delay(ENDED_AFTER_MS);
          source.cancel();
        }
        return ITEMS;
      },
    );
    source.dispose();
    return answer;
  }

  it("are kept where VS Code has given them up, and shown when it asks again", async () => {
    await ask(true);
    await ask(false);
    assert.deepEqual([asked, stopped], [1, 0]);
  });

  it("don't come back where the user has seen them and sent them away", async () => {
    await ask(false);
    await ask(true);
    await ask(false);
    assert.deepEqual([asked, stopped], [3, 1]);
  });

  it("aren't asked for anew where the user has gone meanwhile, unknown to the extension host", async () => {
    await ask(true);
    const shown = await ask(false, { triggerKind: InlineCompletionTriggerKind.Invoke }, new Position(0, 0));
    assert.deepEqual([asked, shown], [1, null]);
    await ask(false, { triggerKind: InlineCompletionTriggerKind.Invoke }, new Position(0, 0));
    assert.equal(asked, 2, "the user asks there");
  });
});
