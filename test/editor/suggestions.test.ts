import assert from "node:assert/strict";
import { commands, EndOfLine } from "vscode";
import { ADDITION, FUNCTION_HEAD } from "../workbench/script.ts";
import { accept, askAndAccept, askInVain, CURSOR, closeEverything, openFile, type } from "./person.ts";

describe("editor: suggestions", () => {
  afterEach(async () => {
    await closeEverything();
    await commands.executeCommand("ossicle.enableSuggestions");
  });

  it("shows what the model says while typing, and accepting inserts exactly that", async () => {
    const editor = await openFile("typing.ts", `${FUNCTION_HEAD}  ${CURSOR}\n}\n`);
    await type("return");
    assert.equal(await accept(editor), `${FUNCTION_HEAD}  return${ADDITION}\n}\n`);
  });

  it("completes a word that is half typed", async () => {
    const editor = await openFile("word.ts", `${FUNCTION_HEAD}  ${CURSOR}\n}\n`);
    await type("ret");
    assert.equal(await accept(editor), `${FUNCTION_HEAD}  return${ADDITION}\n}\n`);
  });

  it("suggests several lines where nothing follows", async () => {
    const editor = await openFile("lines.ts", `${FUNCTION_HEAD}  return${CURSOR}`);
    assert.equal(await askAndAccept(editor), `${FUNCTION_HEAD}  return${ADDITION}\n}`);
  });

  it("keeps the line endings of the file", async () => {
    const head = FUNCTION_HEAD.replaceAll("\n", "\r\n");
    const editor = await openFile("windows.ts", `${head}  return${CURSOR}`);
    assert.equal(editor.document.eol, EndOfLine.CRLF);
    assert.equal(await askAndAccept(editor), `${head}  return${ADDITION}\r\n}`);
  });

  it("inserts at the right place behind emoji and combined characters", async () => {
    const line = "  /* 👩‍👩‍👧 café 🎉 */ return";
    const editor = await openFile("emoji.ts", `${FUNCTION_HEAD}${line}${CURSOR}\n}\n`);
    assert.equal(await askAndAccept(editor), `${FUNCTION_HEAD}${line}${ADDITION}\n}\n`);
  });

  it("works in Python", async () => {
    const head = "def add(left, right):\n    ";
    const editor = await openFile("typing.py", `${head}${CURSOR}\n`);
    await type("return");
    assert.ok((await accept(editor)).startsWith(`${head}return left + right`));
  });

  it("indents as the editor does where the file doesn't say how", async () => {
    const editor = await openFile("first.py", `if ready${CURSOR}`);
    editor.options = { insertSpaces: true, tabSize: 2 };
    assert.equal(await askAndAccept(editor), "if ready:\n  go()");
  });

  it("is one step to undo", async () => {
    const before = `${FUNCTION_HEAD}  return${CURSOR}`;
    const editor = await openFile("undo.ts", before);
    await askAndAccept(editor);
    await commands.executeCommand("undo");
    assert.equal(editor.document.getText(), before.replace(CURSOR, ""));
  });

  it("suggests nothing in a file that may hold secrets", async () => {
    const editor = await openFile(".env", `KEY=1\nvalue: return${CURSOR}`);
    await askInVain(editor, /secret/);
  });

  it("suggests nothing while suggestions are disabled, and again when they are enabled", async () => {
    const text = `${FUNCTION_HEAD}  return`;
    await commands.executeCommand("ossicle.disableSuggestions");
    const editor = await openFile("disabled.ts", `${text}${CURSOR}`);
    await askInVain(editor, /\boff\b/);

    await commands.executeCommand("ossicle.enableSuggestions");
    const again = await openFile("enabled.ts", `${text}${CURSOR}`);
    assert.equal(await askAndAccept(again), `${text}${ADDITION}\n}`);
  });
});
