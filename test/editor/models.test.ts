import assert from "node:assert/strict";
import { basename } from "node:path";
import { commands, extensions, type TextEditor, Uri, window, workspace } from "vscode";
import { ADDITION, FUNCTION_HEAD } from "../workbench/script.ts";
import { until } from "../workbench/until.ts";
import { askAndAccept, CURSOR, closeEverything, openFile } from "./person.ts";
import { choiceIsOpen } from "./window-state.ts";

const SECRET_NAME = "payroll-of-ada.ts";
const WRITTEN = "what nobody can write";

describe("editor: set up", () => {
  afterEach(async () => {
    await commands.executeCommand("workbench.action.closeQuickOpen");
    await closeEverything();
  });

  it("opens the walkthrough again, as often as it is asked for", async () => {
    for (let time = 0; time < 2; time++) {
      const done = commands.executeCommand("ossicle.setUp");
      await choiceIsOpen();
      // Without a choice, too.
      await commands.executeCommand("workbench.action.closeQuickOpen");
      await until(
        "the walkthrough is open",
        () =>
          window.tabGroups.all.some(({ tabs }) =>
            tabs.some(({ label }) => /Welcome|Walkthrough/.test(label)),
          ) || undefined,
      );
      await done;
      await closeEverything();
    }
  });

  it("has steps whose pictures are there", async () => {
    const extension = extensions.getExtension("ossicle.ossicle");
    const [walkthrough] = extension?.packageJSON.contributes.walkthroughs ?? [];
    assert.equal(walkthrough.steps.length, 6);
    for (const { media } of walkthrough.steps) {
      const picture = Uri.joinPath(extension?.extensionUri ?? Uri.file("/"), media.svg);
      assert.ok((await workspace.fs.stat(picture)).size > 0, media.svg);
    }
  });

  it("begins a function for the user to try a suggestion", async () => {
    await commands.executeCommand("ossicle.trySuggestion");
    const editor = window.activeTextEditor;
    assert.ok(editor?.document.isUntitled);
    // It is whole: an open brace would be reported as a problem.
    assert.match(editor.document.getText(), /^function gcd\(a, b\) \{\n {2}\n\}\n$/m);
    assert.deepEqual(editor.selection.active, editor.document.lineAt(2).range.end);
    await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("shows the Models view", async () => {
    await commands.executeCommand("ossicle.models.focus");
    await commands.executeCommand("ossicle.refreshModels");
    await commands.executeCommand("workbench.view.explorer");
  });
});

describe("editor: today's counts", () => {
  afterEach(closeEverything);

  it("go up with a suggestion that is accepted", async () => {
    const before = await counts();
    const editor = await openFile("counted.ts", `${FUNCTION_HEAD}  return${CURSOR}`);
    assert.equal(await askAndAccept(editor), `${FUNCTION_HEAD}  return${ADDITION}\n}`);
    await until("both are counted", async () => {
      const now = await counts();
      return (now.suggestions > before.suggestions && now.accepted > before.accepted) || undefined;
    });
  });
});

describe("editor: diagnose", () => {
  let editor: TextEditor;
  before(async () => {
    editor = await openFile(SECRET_NAME, `const salary = 1;\n${FUNCTION_HEAD}  return${CURSOR}`);
    await askAndAccept(editor);
  });
  after(closeEverything);

  it("makes a report with versions, machine, model, settings and logs", async () => {
    const text = await report();
    const model = workspace.getConfiguration("ossicle").get("model.path", "");
    const { version } = extensions.getExtension("ossicle.ossicle")?.packageJSON ?? {};
    for (const fact of [
      `- Ossicle: ${version}`,
      "- llama.cpp: ",
      "- node-llama-cpp: 3.",
      "- Backend: CPU",
      "- State: ready",
      `- Name: ${basename(model, ".gguf")}`,
      "| architecture | gpt-oss |",
      "- ossicle.engine.threads: 1",
      "| completion | ",
    ])
      assert.ok(text.includes(fact), `${fact} in ${text}`);
    // A log that holds fences has longer ones around it.
    for (const log of ["Engine log", "Log"])
      assert.match(text, new RegExp(`^## ${log}\\n\\n\`{3,}text\\n.+`, "m"));
  });

  it("tells neither code nor file names of the workspace, nor whose home folder it is", async () => {
    const text = await report();
    for (const private_ of [
      SECRET_NAME,
      "salary",
      "left + right",
      editor.document.uri.fsPath,
      workspace.workspaceFolders?.[0]?.uri.fsPath ?? "none",
      process.env.HOME ?? "none",
    ])
      assert.ok(!text.includes(private_), private_);
  });

  it("is a document that can't be edited", async () => {
    await report();
    const shown = window.activeTextEditor;
    assert.ok(shown);
    // The rest of the text may be another one: VS Code takes over a new report a moment later.
    await shown.edit((edit) => edit.insert(shown.selection.active, WRITTEN));
    assert.ok(!shown.document.getText().includes(WRITTEN));
  });
});

async function report(): Promise<string> {
  await commands.executeCommand("ossicle.diagnose");
  const editor = window.activeTextEditor;
  assert.equal(editor?.document.uri.scheme, "ossicle-diagnose");
  return editor.document.getText();
}

/** Today's, as the statistics page tells them. */
async function counts(): Promise<{ suggestions: number; accepted: number }> {
  await commands.executeCommand("ossicle.showStatistics");
  const page = Uri.from({ scheme: "ossicle-statistics", path: "/Ossicle Statistics.md" });
  const text = (await workspace.openTextDocument(page)).getText();
  const [, suggestions, accepted] = /^Today: (\d+) suggested, (\d+) accepted/m.exec(text) ?? [];
  return { suggestions: Number(suggestions), accepted: Number(accepted) };
}
