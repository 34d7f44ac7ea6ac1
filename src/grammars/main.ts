/** Reads code by tree-sitter's grammars. Loaded when a block of code is first put into a file. */
import { join } from "node:path";
import { extensions } from "vscode";
import { DeclarationFinder } from "../../common/declarations/declaration-finder.ts";
import { packedGrammars } from "../../common/declarations/packed-grammars.ts";
import { grammarOf } from "../../common/declarations/queries.ts";
import { languageFacts } from "../../common/languages/languages.ts";
import { linesOf } from "../../common/text-lines.ts";
import { BY_SHAPE, type CodeReading, knownCode } from "../code/code-reading.ts";

/** More would be felt while typing: this runs beside VS Code's other extensions. */
const PARSING_BUDGET_MS = 100;

/** Its parsers serve as long as the window is open; the trees are let go of at once. */
let finder: DeclarationFinder | undefined;

/**
 * What a file and a block of code for it declare. Never fails: without a grammar the shape of lines tells.
 *
 * @param languageId of the file, as VS Code calls it; `undefined` where it isn't known
 */
export async function readCode(
  fileText: string,
  block: string,
  languageId: string | undefined,
  log: (line: string) => void = () => {},
): Promise<CodeReading> {
  const byShape = { ...BY_SHAPE, languageId };
  if (languageId === undefined || !declaresCode(languageId)) return byShape;
  finder ??= new DeclarationFinder({
    read: packedGrammars(grammarsFolder()),
    budgetMs: PARSING_BUDGET_MS,
    log,
  });
  const [ofFile, ofBlock] = [await finder.forFiles(languageId), await finder.forParts(languageId)];
  const known = knownCode([
    { lines: linesOf(fileText), find: ofFile },
    { lines: linesOf(block), find: ofBlock },
  ]);
  return { ...known, languageId };
}

/** Keys of data and elements of markup come again everywhere: there the lines themselves say more. */
function declaresCode(languageId: string): boolean {
  const grammar = grammarOf(languageId);
  return grammar !== undefined && grammar !== "html" && !languageFacts(languageId)?.isData;
}

function grammarsFolder(): string {
  const extension = extensions.getExtension("ossicle.ossicle");
  if (!extension) throw new Error("The extension isn't installed.");
  return join(extension.extensionUri.fsPath, "dist", "grammars");
}
