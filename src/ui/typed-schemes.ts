/** Schemes of the documents that a user types in. Notebook cells are documents of their own here. */
export const TYPED_SCHEMES = ["file", "untitled", "vscode-remote", "vscode-vfs", "vscode-notebook-cell"];
