/** What each kind of edit asks for when the user says nothing else. */
import type { EditKind } from "../protocol/edit.ts";

const BY_KIND: Record<EditKind, string> = {
  edit: "Improve this code.",
  fix: "Fix the problems in the selection.",
  refactor: "Simplify this code. Its behaviour stays the same.",
  document: "Add documentation to this code.",
  test: "Write tests for this code.",
};

/** How documentation looks in a language, where that is one way for all. */
const DOC_STYLES: Record<string, string> = {
  c: "Use Doxygen comments.",
  cpp: "Use Doxygen comments.",
  csharp: "Use XML documentation comments.",
  go: "Use doc comments that begin with the name of what they document.",
  java: "Use Javadoc comments.",
  javascript: "Use JSDoc comments.",
  javascriptreact: "Use JSDoc comments.",
  kotlin: "Use KDoc comments.",
  lua: "Use LuaLS annotations.",
  php: "Use PHPDoc comments.",
  python: "Use docstrings.",
  ruby: "Use YARD comments.",
  rust: "Use /// doc comments.",
  scala: "Use Scaladoc comments.",
  swift: "Use /// documentation comments.",
  typescript: "Use TSDoc comments, without types.",
  typescriptreact: "Use TSDoc comments, without types.",
};

export function editInstruction(kind: EditKind, given: string, languageId: string): string {
  const instruction = given.trim() === "" ? BY_KIND[kind] : given.trim();
  const style = kind === "document" ? DOC_STYLES[languageId] : undefined;
  return style === undefined ? instruction : `${instruction} ${style}`;
}
