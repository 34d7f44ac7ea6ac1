/**
 * Schemes of the documents that a user writes code in. Notebook cells are documents of their own here. Boxes for commit
 * messages, comments, questions and searches are documents to VS Code too, and none of ours.
 */
export const TYPED_SCHEMES = ["file", "untitled", "vscode-remote", "vscode-vfs", "vscode-notebook-cell"];
