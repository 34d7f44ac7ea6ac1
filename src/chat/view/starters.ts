import { basename } from "node:path";
import { window } from "vscode";
import { t } from "../../text/l10n.ts";
import type { ChatState } from "./messages.ts";

/** Three things to try in the open file, or without one. */
export function starters(): ChatState["starters"] {
  const document = window.activeTextEditor?.document;
  if (!document || document.uri.scheme === "output")
    return [
      { label: t("Write a commit message for my changes"), text: "/commit" },
      {
        label: t("Compare two ways to read a large file"),
        text: t("Compare two ways to read a large file line by line, with their trade-offs."),
      },
      {
        label: t("Explain a regular expression"),
        text: t("Explain this regular expression piece by piece: ^(?=.*\\d)[a-z\\d]{8,}$"),
      },
    ];
  const name = basename(document.uri.path);
  return [
    { label: t("Explain {0}", name), text: "/explain" },
    { label: t("Find problems in {0}", name), text: "/fix" },
    { label: t("Write tests for {0}", name), text: "/tests" },
  ];
}
