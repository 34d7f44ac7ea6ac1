/** What the trees of each language call the things that checks ask for. */
export const LANGUAGES = ["typescript", "javascript", "python", "go", "rust", "java"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Grammar {
  /** Nodes with a `name` that are functions. */
  functions: readonly string[];
  /** Nodes with a `name` that are other declarations. */
  declarations: readonly string[];
  /** Nodes around a declaration that a comment on it stands before. */
  wrappers: readonly string[];
  /** Statements and expressions that nest: branches, loops, handlers. */
  control: readonly string[];
  /** What a comment that documents looks like, with the name of what it documents put in. */
  doc: (name: string) => RegExp;
}

const JS_CONTROL = [
  "if_statement",
  "for_statement",
  "for_in_statement",
  "while_statement",
  "do_statement",
  "switch_statement",
  "try_statement",
];

const JS: Grammar = {
  functions: ["function_declaration", "generator_function_declaration", "method_definition"],
  declarations: ["class_declaration", "interface_declaration", "type_alias_declaration", "enum_declaration"],
  wrappers: ["export_statement", "lexical_declaration", "variable_declaration"],
  control: JS_CONTROL,
  doc: () => /^\/\*\*[\s\S]*\*\/$/,
};

export const GRAMMARS: Record<Language, Grammar> = {
  typescript: JS,
  javascript: JS,
  python: {
    functions: ["function_definition"],
    declarations: ["class_definition"],
    wrappers: [],
    control: [
      "if_statement",
      "for_statement",
      "while_statement",
      "try_statement",
      "with_statement",
      "match_statement",
    ],
    doc: () => /^[rR]?("""|''')[\s\S]*\1$/,
  },
  go: {
    functions: ["function_declaration", "method_declaration"],
    declarations: ["type_spec"],
    wrappers: ["type_declaration"],
    control: [
      "if_statement",
      "for_statement",
      "expression_switch_statement",
      "type_switch_statement",
      "select_statement",
    ],
    doc: (name) => new RegExp(`^// (?:(?:A|An|The) )?${name}\\b`),
  },
  rust: {
    functions: ["function_item"],
    declarations: ["struct_item", "enum_item", "trait_item", "type_item", "const_item"],
    wrappers: [],
    control: ["if_expression", "match_expression", "for_expression", "while_expression", "loop_expression"],
    doc: () => /^(?:\/\/\/|\/\*\*)/,
  },
  java: {
    functions: ["method_declaration", "constructor_declaration"],
    declarations: ["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"],
    wrappers: [],
    control: [
      "if_statement",
      "for_statement",
      "enhanced_for_statement",
      "while_statement",
      "do_statement",
      "switch_expression",
      "try_statement",
    ],
    doc: () => /^\/\*\*[\s\S]*\*\/$/,
  },
};
