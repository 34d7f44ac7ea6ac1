/** Folders that a new file needs, and that go with it. */
import { FileType, Uri, workspace } from "vscode";

/** The topmost folder that has to be made for a file; nothing where its folder is there. */
export async function missingFolder(file: Uri): Promise<Uri | undefined> {
  let missing: Uri | undefined;
  for (let folder = parent(file); folder.path !== "/" && !(await isFolder(folder)); folder = parent(folder))
    missing = folder;
  return missing;
}

/** Removes the folders of a file that is gone, up to `topmost`, as long as nothing is in them. */
export async function removeEmpty(file: Uri, topmost: Uri): Promise<void> {
  for (
    let folder = parent(file);
    folder.path.startsWith(topmost.path) && (await isEmptyFolder(folder));
    folder = parent(folder)
  )
    // Without what is in it: where something was put there meanwhile, it stays.
    await workspace.fs.delete(folder, { recursive: false });
}

const parent = (uri: Uri) => Uri.joinPath(uri, "..");

async function isFolder(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

async function isEmptyFolder(uri: Uri): Promise<boolean> {
  try {
    return (await workspace.fs.readDirectory(uri)).length === 0;
  } catch {
    return false;
  }
}
