/**
 * What TypeScript's compiler says of a single file: every error of TypeScript, and of JavaScript the names that are
 * not declared (the rest depends on types that nobody wrote).
 */
import ts from "typescript";
import type { Language } from "./grammar.ts";

export interface CompileError {
  code: number;
  message: string;
  /** UTF-16 offsets. */
  start: number;
  length: number;
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  allowJs: true,
  checkJs: true,
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  module: ts.ModuleKind.ESNext,
  types: [],
  skipLibCheck: true,
};

/** Unknown names, with and without a guess what is meant, in short properties too; a name declared twice. */
const NAMES = new Set([2304, 2552, 18004, 2451]);

const libraries = new Map<string, ts.SourceFile | undefined>();

/** No errors for languages that it doesn't know. */
export function compileErrors(text: string, language: Language): CompileError[] {
  if (language !== "typescript" && language !== "javascript") return [];
  const name = language === "typescript" ? "/task.ts" : "/task.js";
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true);
  const host = ts.createCompilerHost(OPTIONS);
  const program = ts.createProgram([name], OPTIONS, {
    ...host,
    getSourceFile: (file, target) => (file === name ? source : library(file, host, target)),
    fileExists: (file) => file === name || host.fileExists(file),
  });
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .filter(({ code }) => language === "typescript" || NAMES.has(code))
    .map(({ code, messageText, start = 0, length = 0 }) => ({
      code,
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
      start,
      length,
    }));
}

/** The library's files are the same for every program. */
function library(
  file: string,
  host: ts.CompilerHost,
  target: ts.ScriptTarget | ts.CreateSourceFileOptions,
): ts.SourceFile | undefined {
  if (!libraries.has(file)) libraries.set(file, host.getSourceFile(file, target));
  return libraries.get(file);
}
