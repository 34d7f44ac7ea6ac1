/** A text with its tree, and the questions that checks ask of it. */
import type { Node, Tree } from "web-tree-sitter";
import { GRAMMARS, type Grammar, type Language } from "./grammar.ts";

const COMMENTS = new Set(["comment", "line_comment", "block_comment"]);
const FUNCTION_VALUES = new Set(["arrow_function", "function_expression", "generator_function"]);
/** Nodes that name a value which may be a function. */
const NAMED_VALUES = ["variable_declarator", "field_definition", "public_field_definition"];

export class Code implements Disposable {
  readonly #tree: Tree;
  readonly #grammar: Grammar;

  constructor(tree: Tree, language: Language) {
    this.#tree = tree;
    this.#grammar = GRAMMARS[language];
  }

  /** Where the text can't be parsed: the first place, or undefined. Lines count from 1. */
  syntaxError(): string | undefined {
    const root = this.#tree.rootNode;
    if (!root.hasError) return undefined;
    const node = firstError(root) ?? root;
    const what = node.isMissing ? `${node.type} is missing` : JSON.stringify(node.text.slice(0, 40));
    return `line ${node.startPosition.row + 1}: ${what}`;
  }

  /** The code without comments and docstrings, or that of one function; undefined where there is none of this name. */
  bare(inside?: string): string | undefined {
    const node = inside === undefined ? this.#tree.rootNode : this.#function(inside);
    return node && withoutComments(node);
  }

  hasFunction(name: string): boolean {
    return this.#function(name) !== undefined;
  }

  /** How deep branches, loops and handlers stand in each other in a function; undefined without the function. */
  depth(name: string): number | undefined {
    const node = this.#function(name);
    return node && depthOf(node, new Set(this.#grammar.control));
  }

  /** The comment in the language's own style that documents a declaration. */
  doc(name: string): string | undefined {
    const node = this.#function(name) ?? this.#declaration(name);
    if (!node) return undefined;
    const text = node.type.endsWith("_definition")
      ? (docstring(node) ?? this.#above(node))
      : this.#above(node);
    return text !== undefined && this.#grammar.doc(name).test(text) ? text : undefined;
  }

  [Symbol.dispose](): void {
    this.#tree.delete();
  }

  #function(name: string): Node | undefined {
    const root = this.#tree.rootNode;
    const named = (node: Node) => node.childForFieldName("name")?.text === name;
    return (
      root.descendantsOfType([...this.#grammar.functions]).find(named) ??
      root.descendantsOfType(NAMED_VALUES).find((node) => {
        const value = node.childForFieldName("value");
        return value !== null && FUNCTION_VALUES.has(value.type) && named(node);
      })
    );
  }

  #declaration(name: string): Node | undefined {
    return this.#tree.rootNode
      .descendantsOfType([...this.#grammar.declarations])
      .find((node) => node.childForFieldName("name")?.text === name);
  }

  /** Comments on the lines right above a declaration, attributes left out. */
  #above(declaration: Node): string | undefined {
    let node = declaration;
    while (node.parent && this.#grammar.wrappers.includes(node.parent.type)) node = node.parent;
    const comments: string[] = [];
    let row = node.startPosition.row;
    for (let before = node.previousSibling; before; before = before.previousSibling) {
      const isComment = COMMENTS.has(before.type);
      if ((!isComment && before.type !== "attribute_item") || lastRow(before) !== row - 1) break;
      if (isComment) comments.unshift(before.text.trim());
      row = before.startPosition.row;
    }
    return comments.length > 0 ? comments.join("\n") : undefined;
  }
}

function firstError(node: Node): Node | undefined {
  if (node.isError || node.isMissing) return node;
  for (const child of node.children) {
    const found = child?.hasError || child?.isMissing ? firstError(child) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Some line comments reach up to the start of the next line. */
const lastRow = ({ endPosition: { row, column } }: Node) => (column === 0 ? row - 1 : row);

/** The string that a body begins with, in Python. */
function docstring(node: Node): string | undefined {
  const first = node.childForFieldName("body")?.firstNamedChild;
  return first && isDocstring(first) ? first.text : undefined;
}

const isDocstring = (node: Node): boolean =>
  node.type === "expression_statement" &&
  node.namedChildCount === 1 &&
  node.firstNamedChild?.type === "string" &&
  (node.parent?.type === "block" || node.parent?.type === "module");

function withoutComments(node: Node): string {
  const cut: Node[] = [];
  const look = (at: Node) => {
    if (COMMENTS.has(at.type) || isDocstring(at)) cut.push(at);
    else for (const child of at.children) if (child) look(child);
  };
  look(node);
  let text = "";
  let from = node.startIndex;
  const end = node.endIndex - node.startIndex;
  const source = node.text;
  for (const { startIndex, endIndex } of cut) {
    text += `${source.slice(from - node.startIndex, startIndex - node.startIndex)}\n`;
    from = endIndex;
  }
  return text + source.slice(from - node.startIndex, end);
}

function depthOf(node: Node, control: ReadonlySet<string>): number {
  const inner = node.children.map((child) => (child ? depthOf(child, control) : 0));
  return Math.max(0, ...inner) + (control.has(node.type) && !continuesIf(node) ? 1 : 0);
}

/** "else if" stands beside the "if", not in it. */
function continuesIf(node: Node): boolean {
  const { parent } = node;
  if (!parent) return false;
  const isIf = (type: string) => type === "if_statement" || type === "if_expression";
  if (!isIf(node.type)) return false;
  return (
    parent.type === "else_clause" ||
    (isIf(parent.type) && parent.childForFieldName("alternative")?.id === node.id)
  );
}
