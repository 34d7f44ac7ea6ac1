/** Where a reference of a request comes from, by VS Code's names for them. Pure. */

/**
 * - `user`: the user has attached or named it.
 * - `editor`: VS Code attaches it by itself, because the user looks at it.
 * - `vscode`: it is for VS Code's own agent, or Ossicle knows it anyway, as the project's rules.
 */
export type Origin = "user" | "editor" | "vscode";

export function originOf(id: string): Origin {
  if (id.startsWith("vscode.implicit")) return "editor";
  const isRules = /^vscode\.instructions\..*\/AGENTS\.md$/.test(id);
  return id.startsWith("vscode.customizations.") || isRules ? "vscode" : "user";
}
