import { languageFacts } from "../../common/languages/languages.ts";
import { isBlank } from "../../common/text-lines.ts";
import { t } from "../text/l10n.ts";

export interface Refactoring {
  label: string;
  /** The instruction for the model; "" asks the user. `rename` uses the language's own provider instead. */
  instruction: string;
  special?: "rename" | "own";
}

/** The refactorings that are offered for this code, depending on its language. */
export function refactorings(languageId: string, code: string, canRename: boolean): Refactoring[] {
  const own: Refactoring = { label: t("Custom instruction…"), instruction: "", special: "own" };
  const { isProse, isData, hasAsync = false, hasOptionalTypes = false } = languageFacts(languageId) ?? {};
  if (isProse || isData) return [own];
  const all: (Refactoring & { when?: boolean })[] = [
    {
      label: t("Extract a function"),
      instruction:
        "Extract the part that is a step of its own into a function with a good name, and call it.",
      when: lineCount(code) > 3,
    },
    {
      label: t("Split into smaller functions"),
      instruction: "Split this into smaller functions with good names. The behavior stays the same.",
      when: lineCount(code) > 12,
    },
    {
      label: t("Inline"),
      instruction:
        "Inline variables and functions that are used once and whose name says no more than their value.",
      when: lineCount(code) > 1,
    },
    {
      label: t("Return early"),
      instruction: "Use early returns instead of nested conditions. The behavior stays the same.",
      when: /\b(?:if|else|match|switch|unless)\b/.test(code),
    },
    {
      label: t("Make asynchronous"),
      instruction: "Make this asynchronous, with async and await.",
      when: hasAsync && !/\basync\b/.test(code),
    },
    {
      label: t("Use newer syntax"),
      instruction:
        "Use the current features of the language where they make this clearer. The behavior stays the same.",
    },
    {
      label: t("Add type annotations"),
      instruction: "Add type annotations to parameters, results and variables where the type isn't obvious.",
      when: hasOptionalTypes,
    },
    { label: t("Rename for clarity…"), instruction: "", special: "rename", when: canRename },
  ];
  return [...all.filter(({ when = true }) => when).map(({ when: _, ...refactoring }) => refactoring), own];
}

const lineCount = (code: string) => code.split("\n").filter((line) => !isBlank(line)).length;
