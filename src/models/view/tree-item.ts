import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { ModelsNode } from "./models-node.ts";

/** A line of the Models view as a `TreeItem`. */
export function treeItem(node: ModelsNode): TreeItem {
  const { id, label, description, icon, color, tip, kind, action, children } = node;
  const item = new TreeItem(
    label,
    children && children.length > 0 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None,
  );
  item.id = id;
  item.contextValue = kind;
  if (description) item.description = description;
  if (icon) item.iconPath = new ThemeIcon(icon, color ? new ThemeColor(color) : undefined);
  if (tip) item.tooltip = new MarkdownString(tip, true);
  item.accessibilityInformation = { label: [label, description].filter(Boolean).join(", ") };
  if (action)
    item.command = { command: action.command, title: action.label, arguments: action.arguments ?? [] };
  return item;
}
