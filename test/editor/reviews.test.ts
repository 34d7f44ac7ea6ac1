import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands, Selection, TabInputTextDiff, Uri, window, workspace } from "vscode";
import { WriteGuard } from "../../src/review/write-guard.ts";
import { EDITED, FUNCTION_HEAD } from "../workbench/script.ts";
import { until } from "../workbench/until.ts";
import { changedFrom, edit, lensesSay, openExactly, rangeOf, undo, whileModelIsHeld } from "./editing.ts";
import { askAndAccept, CURSOR, closeEverything, openFile } from "./person.ts";

const BODY = '  throw new Error("later");\n}';
const TEXT = `// A sum.\n${FUNCTION_HEAD}${BODY}\n\nexport const one = 1;\n`;
const EDITED_TEXT = TEXT.replace(BODY, EDITED);
const UNDER_REVIEW = /Accept.*Reject.*Show Diff/;
/** VS Code shows no dialog to a test: whoever asks is refused. */
const ASKED = /refused to show dialog/;

const diffs = () =>
  window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ input }) => input instanceof TabInputTextDiff));

function folder(): string {
  const path = workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(path);
  return path;
}

describe("editor: changes under review", () => {
  before(async () => {
    await askAndAccept(await openFile("first.ts", `${FUNCTION_HEAD}  return${CURSOR}`));
  });
  afterEach(async () => {
    await workspace.getConfiguration("files").update("autoSave", undefined, false);
    await workspace.saveAll(false);
    await closeEverything();
    await commands.executeCommand("notifications.clearAll");
  });

  it("leave nothing selected: the next key is added, and wipes nothing", async () => {
    const document = await openExactly("selected.ts", TEXT);
    const { start, end } = rangeOf(document, BODY);
    const editor = await window.showTextDocument(document);
    editor.selection = new Selection(start, end);
    await edit(document, rangeOf(document, BODY));
    assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
    await commands.executeCommand("type", { text: "§" });
    assert.equal(document.getText().replace("§", ""), EDITED_TEXT);
    assert.ok(editor.selection.isEmpty);
  });

  it("leave nothing selected in an editor that comes back later", async () => {
    const document = await openExactly("hidden.ts", TEXT);
    const editor = await window.showTextDocument(document, { preview: false });
    const { start, end } = rangeOf(document, BODY);
    editor.selection = new Selection(start, end);
    await until("it is selected", () => !editor.selection.isEmpty || undefined);
    await whileModelIsHeld(async () => {
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, /Edit: writing/);
      await openExactly("front.ts", "\n");
    });
    assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
    const again = await window.showTextDocument(document);
    await until("nothing is selected", () => again.selection.isEmpty || undefined);
    await commands.executeCommand("type", { text: "§" });
    assert.equal(document.getText().replace("§", ""), EDITED_TEXT);
  });

  it("are shown in a diff, which goes when they are decided", async () => {
    const document = await openExactly("diff.ts", TEXT);
    await edit(document, rangeOf(document, BODY));
    assert.equal(await changedFrom(document, TEXT), EDITED_TEXT);
    await lensesSay(document, UNDER_REVIEW);
    await commands.executeCommand("ossicle.showChange", document.uri.toString());
    const [diff] = await until("there is a diff", () => (diffs().length > 0 ? diffs() : undefined));
    assert.ok(diff?.input instanceof TabInputTextDiff);
    assert.equal(diff.input.modified.toString(), document.uri.toString());
    const before = await workspace.openTextDocument(diff.input.original);
    assert.equal(before.getText(), TEXT);
    await commands.executeCommand("ossicle.rejectAllChanges", document.uri.toString());
    assert.equal(document.getText(), TEXT);
    await until("the diff is gone", () => diffs().length === 0 || undefined);
  });

  for (const mode of ["afterDelay", "onFocusChange"])
    it(`are a proposal where VS Code saves by itself: ${mode}`, async () => {
      await workspace.getConfiguration("files").update("autoSave", mode, false);
      const document = await openExactly("saved.ts", TEXT);
      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, /Proposed change.*Accept.*Reject.*Show Diff/);
      const [diff] = await until("there is a diff", () => (diffs().length > 0 ? diffs() : undefined));
      assert.ok(diff?.input instanceof TabInputTextDiff);
      assert.equal(diff.input.original.toString(), document.uri.toString());
      assert.equal((await workspace.openTextDocument(diff.input.modified)).getText(), EDITED_TEXT);
      assert.deepEqual([document.getText(), document.isDirty], [TEXT, false]);
      await commands.executeCommand("ossicle.rejectAllChanges", document.uri.toString());
      await until("the diff is gone", () => diffs().length === 0 || undefined);
      assert.deepEqual([document.getText(), document.isDirty], [TEXT, false]);
      await lensesSay(document, /^$/);

      await edit(document, rangeOf(document, BODY));
      await lensesSay(document, /Proposed change/);
      await commands.executeCommand("ossicle.acceptAllChanges", document.uri.toString());
      assert.equal(document.getText(), EDITED_TEXT);
      await lensesSay(document, /^$/);
      await document.save();
      assert.equal(await readFile(document.uri.fsPath, "utf8"), EDITED_TEXT);
      await undo(document);
      assert.equal(document.getText(), TEXT);
    });
});

describe("editor: protected paths", () => {
  const guard = new WriteGuard({
    reasons: async (uris) => uris.map(({ path }) => (path.endsWith(".env") ? "It may hold secrets." : null)),
  });
  const named = (path: string) => guard.allows([Uri.file(join(folder(), path))]);
  const byHand = (path: string) => guard.allows([Uri.file(join(folder(), path))], "byHand");
  let home: string;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "home-"));
    await writeFile(join(home, ".bashrc"), "");
    await mkdir(join(folder(), "src"), { recursive: true });
    if (process.platform === "win32") return;
    await symlink(home, join(folder(), "linked-docs"));
    await symlink(join(home, ".bashrc"), join(folder(), "src", "notes.sh"));
    await symlink(join(folder(), ".vscode"), join(folder(), "settings-link"));
  });

  it("are no others", async () => {
    assert.ok(await named("src/a.ts"));
    assert.ok(await named("src/new/deep/b.ts"));
  });

  it("are outside the workspace, also through a link: never", async function () {
    const outside = Uri.file(join(home, ".bashrc"));
    await assert.rejects(guard.allows([outside]), /outside the workspace\. Nothing was written/);
    assert.ok(await guard.allows([outside], "byHand"), "a file that the user opened is the user's choice");
    if (process.platform === "win32") return this.skip();
    for (const path of ["linked-docs/.bashrc", "linked-docs/new.txt", "src/notes.sh"]) {
      await assert.rejects(named(path), /outside the workspace through a link/, path);
      await assert.rejects(byHand(path), ASKED, path);
    }
  });

  it("are those of version control: never, also by hand", async () => {
    for (const path of [".git/hooks/pre-commit", ".GIT/config", "src/.git"]) {
      await assert.rejects(named(path), /version control.*Nothing was written/, path);
      await assert.rejects(byHand(path), /version control/, path);
    }
  });

  it("are those that run or rule by themselves: asked for", async function () {
    for (const path of [".vscode/tasks.json", ".github/workflows/ci.yml", "package-lock.json", "AGENTS.md"]) {
      await assert.rejects(named(path), ASKED, path);
      assert.ok(await byHand(path), path);
    }
    if (process.platform === "win32") return this.skip();
    await assert.rejects(named("settings-link/tasks.json"), ASKED);
  });

  it("are secrets and what is ignored: asked for, unless the user edits them by hand", async () => {
    await assert.rejects(named("src/.env"), ASKED);
    assert.ok(await byHand("src/.env"));
  });

  it("of which one is never changed refuse a change of several files", async () => {
    const uris = ["src/a.ts", ".git/config"].map((path) => Uri.file(join(folder(), path)));
    await assert.rejects(guard.allows(uris), /version control/);
  });
});
