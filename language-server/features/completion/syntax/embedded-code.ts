/** Scripts and styles within a document: its own grammar knows where they are, another one what they say. */
import type { Node, Tree } from "web-tree-sitter";
import { type Grammar, grammarOf } from "../../../../common/declarations/queries.ts";

/** UTF-16 offsets in the document. */
export interface EmbeddedCode {
  grammar: Grammar;
  start: number;
  end: number;
}

/** Markup like HTML with more in it than its grammar knows: what is embedded is looked at alone. */
const LIKE_HTML = new Set(["svelte", "vue"]);

/** The grammar that a document is parsed by, and whether its errors are the document's. */
export function documentGrammar(languageId: string): { grammar: Grammar; isWhole: boolean } | undefined {
  if (LIKE_HTML.has(languageId)) return { grammar: "html", isWhole: false };
  const grammar = grammarOf(languageId);
  return grammar && { grammar, isWhole: true };
}

/** By what `lang` or `type` says; what isn't here is none of ours. */
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  "application/javascript": "javascript",
  "application/json": "json",
  "application/ld+json": "json",
  css: "css",
  importmap: "json",
  js: "javascript",
  jsx: "javascript",
  module: "javascript",
  "text/css": "css",
  "text/javascript": "javascript",
  ts: "typescript",
  tsx: "tsx",
};

/** @param tree of the HTML grammar */
export function embeddedCode(tree: Tree): EmbeddedCode[] {
  return tree.rootNode.descendantsOfType(["script_element", "style_element"]).flatMap((element) => {
    const text = element?.namedChildren.find((child) => child?.type === "raw_text");
    const grammar = element && grammarOfElement(element);
    return text && grammar ? [{ grammar, start: text.startIndex, end: text.endIndex }] : [];
  });
}

function grammarOfElement(element: Node): Grammar | undefined {
  const attributes = new Map(
    element.descendantsOfType("attribute").map((attribute) => {
      const [name = "", value = ""] = (attribute?.text ?? "").split("=");
      return [name.trim().toLowerCase(), value.replace(/["'\s]/g, "").toLowerCase()];
    }),
  );
  const said = attributes.get("lang") ?? attributes.get("type");
  if (said) return GRAMMARS[said];
  return element.type === "style_element" ? "css" : "javascript";
}
