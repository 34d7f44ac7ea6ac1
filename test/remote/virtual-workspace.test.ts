/** A folder of the workspace that no disk has: its files come from an extension, as those of a repository on the web. */
import assert from "node:assert/strict";
import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Selection,
  type TextEditor,
  type Uri,
  window,
  workspace,
} from "vscode";
import { askAndAccept, askInVain, closeEverything } from "../editor/person.ts";
import { modelIsReady } from "../editor/window-state.ts";
import { ADDITION, FUNCTION_HEAD } from "../workbench/script.ts";

const SCHEME = "vscode-vfs";
const TEXT = `${FUNCTION_HEAD}  return`;

/** Files that can be read, by their paths. */
class WebFiles implements FileSystemProvider {
  readonly onDidChangeFile = new EventEmitter<FileChangeEvent[]>().event;
  readonly read: string[] = [];
  readonly #files: ReadonlyMap<string, string>;

  constructor(files: Record<string, string>) {
    this.#files = new Map(Object.entries(files));
  }

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  stat(uri: Uri): FileStat {
    const text = this.#files.get(uri.path);
    if (text !== undefined) return { type: FileType.File, ctime: 0, mtime: 1, size: text.length };
    if (this.readDirectory(uri).length > 0) return { type: FileType.Directory, ctime: 0, mtime: 1, size: 0 };
    throw FileSystemError.FileNotFound(uri);
  }

  readDirectory({ path }: Uri): [string, FileType][] {
    const found = new Map<string, FileType>();
    for (const file of this.#files.keys()) {
      if (!file.startsWith(`${path}/`)) continue;
      const [name = "", ...rest] = file.slice(path.length + 1).split("/");
      found.set(name, rest.length > 0 ? FileType.Directory : FileType.File);
    }
    return [...found];
  }

  readFile(uri: Uri): Uint8Array {
    this.read.push(uri.path);
    const text = this.#files.get(uri.path);
    if (text === undefined) throw FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(text);
  }

  createDirectory = refuse;
  writeFile = refuse;
  delete = refuse;
  rename = refuse;
}

function refuse(): never {
  throw FileSystemError.NoPermissions("These files can only be read.");
}

describe("editor: a virtual workspace", () => {
  let folder: Uri;
  let files: WebFiles;
  let registration: Disposable;

  before(() => {
    const found = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === SCHEME);
    assert.ok(found, "the runner opens it");
    folder = found.uri;
    files = new WebFiles({
      [`${folder.path}/.gitignore`]: "private/\n",
      [`${folder.path}/src/open.ts`]: TEXT,
      [`${folder.path}/private/key.ts`]: TEXT,
    });
    registration = workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true });
  });
  after(() => registration.dispose());
  afterEach(closeEverything);

  /** Opens a file with the cursor at its end. */
  async function open(path: string): Promise<TextEditor> {
    // VS Code asks when it is opened, and not once more at the same place.
    await modelIsReady();
    const document = await workspace.openTextDocument(folder.with({ path: `${folder.path}/${path}` }));
    const editor = await window.showTextDocument(document);
    const end = document.positionAt(document.getText().length);
    editor.selection = new Selection(end, end);
    return editor;
  }

  it("gets suggestions", async () => {
    assert.equal(await askAndAccept(await open("src/open.ts")), `${TEXT}${ADDITION}\n}`);
  });

  it("gets none in a file that its own .gitignore names, which is read through the editor", async () => {
    await askInVain(await open("private/key.ts"), /key\.ts is excluded by .*\.gitignore/);
    assert.ok(files.read.includes(`${folder.path}/.gitignore`));
  });
});
