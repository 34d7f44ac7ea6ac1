import { basename } from "node:path";
import { l10n, window } from "vscode";
import type { ChatState } from "./messages.ts";

/** Three things to try in the open file, or without one. */
export function starters(): ChatState["starters"] {
  const document = window.activeTextEditor?.document;
  if (!document || document.uri.scheme === "output")
    return [
      { label: l10n.t("Write a commit message for my changes"), text: "/commit" },
      {
        label: l10n.t("Compare two ways to read a large file"),
        text: l10n.t("Compare two ways to read a large file line by line, with their trade-offs."),
      },
      {
        label: l10n.t("Explain a regular expression"),
        text: l10n.t("Explain this regular expression piece by piece: ^(?=.*\\d)[a-z\\d]{8,}$"),
      },
    ];
  const name = basename(document.uri.path);
  return [
    { label: l10n.t("Explain {0}", name), text: "/explain" },
    { label: l10n.t("Find problems in {0}", name), text: "/fix" },
    { label: l10n.t("Write tests for {0}", name), text: "/tests" },
  ];
}
