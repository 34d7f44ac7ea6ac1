/**
 * `vscode.l10n.t`, handed to modules that must run without VS Code. The first argument is always a literal:
 * a test compares all of them with `l10n/bundle.l10n.json`.
 */
export type Translate = (message: string, ...args: (string | number)[]) => string;
