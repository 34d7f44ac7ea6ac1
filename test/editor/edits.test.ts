import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  type CodeAction,
  commands,
  EndOfLine,
  Position,
  Range,
  type TextDocument,
  window,
  workspace,
} from "vscode";
import { EDITED, FUNCTION_HEAD } from "../workbench/script.ts";
import { until } from "../workbench/until.ts";
import {
  changedFrom,
  edit,
  insert,
  lenses,
  lensesSay,
  openExactly,
  rangeOf,
  undo,
  whileModelIsHeld,
} from "./editing.ts";
import { askAndAccept, CURSOR, closeEverything, openFile } from "./person.ts";
import { serverPid } from "./processes.ts";
import { modelIsReady, somethingIsNotified } from "./window-state.ts";

const BODY = '  throw new Error("later");\n}';
const TEXT = `// A sum.\n${FUNCTION_HEAD}${BODY}\n\nexport const one = 1;\n`;
const EDITED_TEXT = TEXT.replace(BODY, EDITED);
const WRITING = /Edit: writing/;
const UNDER_REVIEW = /Accept.*Reject.*Retry.*Follow Up/;

const saved = ({ uri }: TextDocument) => readFile(uri.fsPath, "utf8");

/** Whatever was still to come of earlier edits has come: they run one after another. */
async function earlierEditsAreOver(): Promise<void> {
  const document = await openExactly("last.ts", TEXT);
  await edit(document, rangeOf(document, BODY));
  assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
}

describe("editor: edits in place", () => {
  // An engine that is held before it has loaded the model would be given up.
  before(async () => {
    await askAndAccept(await openFile("before.ts", `${FUNCTION_HEAD}  return${CURSOR}`));
  });
  afterEach(async () => {
    await commands.executeCommand("ossicle.stopEdit");
    // A file with changes would ask whether to save them.
    await workspace.saveAll(false);
    await closeEverything();
    await commands.executeCommand("notifications.clearAll");
  });

  it("leaves the document alone until the answer is whole, then changes it once, unsaved, as one undo step", async () => {
    const document = await openExactly("once.ts", TEXT);
    let changes = 0;
    const subscription = workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) changes++;
    });
    await whileModelIsHeld(async () => {
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, WRITING);
      assert.equal(document.getText(), TEXT);
      assert.equal(document.isDirty, false);
    });
    assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
    await lensesSay(document, UNDER_REVIEW);
    assert.deepEqual([changes, document.isDirty, await saved(document)], [1, true, TEXT]);
    await undo(document);
    assert.equal(document.getText(), TEXT);
    await until("nothing is under review", async () => (await lenses(document)) === "" || undefined);
    subscription.dispose();
  });

  const shapes: { what: string; text: string; edited: string; range: string }[] = [
    {
      what: "CRLF",
      text: TEXT.replaceAll("\n", "\r\n"),
      edited: EDITED_TEXT.replaceAll("\n", "\r\n"),
      range: BODY.replaceAll("\n", "\r\n"),
    },
    {
      what: "tabs",
      text: TEXT.replace("  throw", "\tthrow"),
      edited: EDITED_TEXT.replace("  return", "\treturn"),
      range: BODY.replace("  throw", "\tthrow"),
    },
    {
      what: "emoji before the code",
      text: `/* 👩‍👩‍👧 café 🎉 */ ${TEXT}`,
      edited: `/* 👩‍👩‍👧 café 🎉 */ ${EDITED_TEXT}`,
      range: BODY,
    },
    {
      what: "no final line break",
      text: `${FUNCTION_HEAD}${BODY}`,
      edited: `${FUNCTION_HEAD}${EDITED}`,
      range: BODY,
    },
  ];
  for (const { what, text, edited, range } of shapes) {
    it(`keeps what is accepted, and takes back byte for byte what is rejected: ${what}`, async () => {
      const document = await openExactly("shape.ts", text);
      assert.equal(document.getText(), text);
      assert.equal(document.eol, text.includes("\r\n") ? EndOfLine.CRLF : EndOfLine.LF);
      await edit(document, rangeOf(document, range));
      assert.equal(await changedFrom(document, text), edited);
      await lensesSay(document, UNDER_REVIEW);
      await commands.executeCommand("ossicle.rejectAllChanges", document.uri.toString());
      assert.equal(document.getText(), text);
      await lensesSay(document, /^$/);

      await edit(document, rangeOf(document, range));
      assert.equal(await changedFrom(document, text), edited);
      await lensesSay(document, UNDER_REVIEW);
      await commands.executeCommand("ossicle.acceptAllChanges", document.uri.toString());
      assert.equal(document.getText(), edited);
      await lensesSay(document, /^$/);
      assert.equal(await saved(document), text);
    });
  }

  it("shows an answer that can't be used, and changes nothing", async () => {
    const document = await openExactly("block.ts", TEXT);
    const cursor = rangeOf(document, "throw").start;
    // The block around the cursor is the whole function; the answer isn't one.
    await edit(document, new Range(cursor, cursor));
    await lensesSay(
      document,
      /Brackets don't match in the answer\. Nothing was changed\..*Retry.*Show Answer.*Dismiss/,
    );
    assert.deepEqual([document.getText(), document.isDirty], [TEXT, false]);
    await commands.executeCommand("ossicle.showEditAnswer");
    assert.equal(window.activeTextEditor?.document.getText(), EDITED);
    await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("lands in the right place when the user types elsewhere meanwhile", async () => {
    const document = await openExactly("elsewhere.ts", TEXT);
    await whileModelIsHeld(async () => {
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, WRITING);
      await insert(document, new Position(0, 0), "import fs from 'fs';\n\n// 🎉\n");
      await insert(document, rangeOf(document, "one = 1").start, "two = 2, ");
      await insert(document, rangeOf(document, BODY).start.translate(-1, 0), "/* before */ ");
    });
    const typed = `import fs from 'fs';\n\n// 🎉\n${TEXT}`
      .replace("one = 1", "two = 2, one = 1")
      .replace("export function", "/* before */ export function");
    const before = document.getText();
    assert.equal(
      before === typed ? await changedFrom(document, before) : before,
      typed.replace(BODY, EDITED),
    );
  });

  it("keeps what the user types in the code, and ends the edit with a reason", async () => {
    const document = await openExactly("inside.ts", TEXT);
    await whileModelIsHeld(async () => {
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, WRITING);
      await insert(document, rangeOf(document, "later").start, "much ");
      await lensesSay(document, /You changed this code.*Retry.*Dismiss/);
    });
    await earlierEditsAreOver();
    assert.equal(document.getText(), TEXT.replace("later", "much later"));
    await window.showTextDocument(document);
    await commands.executeCommand("ossicle.dismissEdit");
    await lensesSay(document, /^$/);
  });

  it("ends when the file is closed, and leaves it as it was", async () => {
    const document = await openExactly("closed.ts", TEXT);
    await whileModelIsHeld(async () => {
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, WRITING);
      await closeEverything();
      await until("the file is closed", () => document.isClosed || undefined);
    });
    await earlierEditsAreOver();
    assert.equal(await saved(document), TEXT);
    const again = await workspace.openTextDocument(document.uri);
    assert.deepEqual([again.getText(), again.isDirty], [TEXT, false]);
  });

  it("changes no document that is read-only, and says so", async () => {
    const document = await openExactly("locked.ts", TEXT);
    await commands.executeCommand("workbench.action.files.setActiveEditorReadonlyInSession");
    await edit(document, rangeOf(document, BODY));
    await lensesSay(document, /read-only/);
    assert.deepEqual([document.getText(), document.isDirty], [TEXT, false]);
  });

  it("takes one edit at a place at a time", async () => {
    const document = await openExactly("twice.ts", TEXT);
    await whileModelIsHeld(async () => {
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, WRITING);
      const refused = edit(document, rangeOf(document, "}"));
      await somethingIsNotified();
      await commands.executeCommand("notifications.clearAll");
      await refused;
      assert.doesNotMatch(await lenses(document), /waiting/);
    });
    assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
  });

  it("runs edits of two files one after the other", async () => {
    const [first, second] = [await openExactly("first.ts", TEXT), await openExactly("second.ts", TEXT)];
    const order: string[] = [];
    const subscription = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) order.push(document === first ? "first" : "second");
    });
    await whileModelIsHeld(async () => {
      for (const document of [first, second]) await edit(document, rangeOf(document, BODY));
      await lensesSay(first, WRITING);
      await lensesSay(second, /Edit: waiting.*Stop/);
    });
    for (const document of [first, second]) assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
    assert.deepEqual(order, ["first", "second"]);
    subscription.dispose();
  });

  it("is for whole lines, also when those before were joined with them while it waited", async () => {
    const first = await openExactly("before.ts", TEXT);
    const second = await openExactly("joined.ts", TEXT.replace(BODY, `  // Not yet.\n${BODY}`));
    const joined = TEXT.replace(BODY, `  // Not yet.${BODY}`);
    await whileModelIsHeld(async () => {
      for (const document of [first, second]) await edit(document, rangeOf(document, BODY));
      await lensesSay(second, /waiting/);
      const editor = await window.showTextDocument(second);
      const { start } = rangeOf(second, BODY);
      const lineBreak = new Range(second.lineAt(start.line - 1).range.end, start);
      assert.ok(await editor.edit((builder) => builder.delete(lineBreak)));
      assert.equal(second.getText(), joined);
    });
    assert.equal(await changedFrom(second, joined), EDITED_TEXT);
  });

  it("stops by command, and tries again", async () => {
    const document = await openExactly("stopped.ts", TEXT);
    await whileModelIsHeld(async () => {
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, WRITING);
      await commands.executeCommand("ossicle.stopEdit");
      await lensesSay(document, /Stopped\. Nothing was changed\..*Retry/);
    });
    await earlierEditsAreOver();
    assert.equal(document.getText(), TEXT);
    await window.showTextDocument(document);
    await commands.executeCommand("ossicle.retryEdit");
    assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
  });

  it("ends with a reason when the language server is killed, and goes on with the next", async () => {
    const document = await openExactly("killed.ts", TEXT);
    await whileModelIsHeld(async () => {
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, WRITING);
      process.kill(await until("there is a server", serverPid), "SIGKILL");
      await lensesSay(document, /stopped.*Retry/);
    });
    assert.equal(document.getText(), TEXT);
    await window.showTextDocument(document);
    await modelIsReady();
    await commands.executeCommand("ossicle.retryEdit");
    await changedFrom(document, TEXT);
    assert.equal(document.getText(), EDITED_TEXT);
  });

  it("tries again at the place where the code is by then", async () => {
    const document = await openExactly("again.ts", TEXT);
    await edit(document, rangeOf(document, BODY));
    await changedFrom(document, TEXT);
    await lensesSay(document, UNDER_REVIEW);
    await insert(document, new Position(0, 0), "// One more line.\n");
    const before = document.getText();
    assert.equal(before, `// One more line.\n${EDITED_TEXT}`);
    const texts: string[] = [];
    const subscription = workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) texts.push(document.getText());
    });
    await commands.executeCommand("ossicle.retryEdit");
    await until("it is edited again", () => texts.length > 1 || undefined);
    subscription.dispose();
    // Only the change itself is taken back.
    assert.deepEqual(texts, [`// One more line.\n${TEXT}`, `// One more line.\n${EDITED_TEXT}`]);
  });

  it("tries one again, and leaves the other of the file under review", async () => {
    const other = `\n${FUNCTION_HEAD.replace("add", "sum")}${BODY}\n`;
    const document = await openExactly("both.ts", TEXT + other);
    await edit(document, rangeOf(document, BODY));
    const one = await changedFrom(document, TEXT + other);
    assert.equal(one, EDITED_TEXT + other);
    await edit(document, rangeOf(document, BODY));
    const both = await changedFrom(document, one);
    const texts: string[] = [];
    const subscription = workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) texts.push(document.getText());
    });
    // The last of the file, where none is named.
    await commands.executeCommand("ossicle.retryEdit");
    await until("it is edited again", () => texts.length > 1 || undefined);
    subscription.dispose();
    assert.deepEqual(texts, [one, both]);
    await lensesSay(document, /Retry.*Follow Up.*Retry.*Follow Up/);
  });

  it("offers code actions", async () => {
    const document = await openExactly("actions.ts", TEXT);
    const offered = await until("actions are offered", async () => {
      const actions = await commands.executeCommand<CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        rangeOf(document, BODY),
      );
      const own = actions.filter(({ kind }) => kind?.value.includes("ossicle"));
      // The server's own come later than the extension's.
      return own.some(({ title }) => title === "Simplify with Ossicle") ? own : undefined;
    });
    assert.deepEqual(offered.map(({ kind, title }) => `${kind?.value}: ${title}`).toSorted(), [
      "refactor.rewrite.ossicle.document: Add Documentation with Ossicle",
      "refactor.rewrite.ossicle.explain: Explain Code with Ossicle",
      "refactor.rewrite.ossicle.instruction: Edit with Ossicle…",
      "refactor.rewrite.ossicle.refactor: Refactor with Ossicle…",
      "refactor.rewrite.ossicle.simplify: Simplify with Ossicle",
      "refactor.rewrite.ossicle.tests: Write Tests with Ossicle",
    ]);
    const simplify = offered.find(({ title }) => title === "Simplify with Ossicle");
    assert.ok(simplify?.command);
    await commands.executeCommand(simplify.command.command, ...(simplify.command.arguments ?? []));
    assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
  });
});
