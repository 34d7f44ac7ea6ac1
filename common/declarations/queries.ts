/**
 * What declares something in the trees of each grammar. `@name` is the declared name; the other capture is the
 * whole declaration, and its own name the kind. A kind is `variable.…` where names come again elsewhere, and `local.…`
 * in a function. Where several patterns fit a node, the first one counts.
 */

const FUNCTION_VALUES = "[(arrow_function) (function_expression) (generator_function)]";
/** `memo(() => …)` makes a function, too. */
const MADE_OF_FUNCTION = "(call_expression arguments: (arguments [(arrow_function) (function_expression)]))";

const scriptVariables = (keyword: string, statement: string) => {
  const declarator = (value: string) => `(variable_declarator name: (identifier) @name${value})`;
  const whole = (value: string) => `(${statement} ${declarator(value)})`;
  return `
${whole(` value: ${FUNCTION_VALUES}`)} @function
${whole(` value: ${MADE_OF_FUNCTION}`)} @function
${whole(" value: (class)")} @class
(program ${whole("")} @variable.${keyword})
(program (export_statement ${whole("")} @variable.${keyword}))
${whole("")} @local.${keyword}
`;
};

const JAVASCRIPT = `
(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(class_declaration name: (_) @name) @class
(method_definition name: (_) @name) @method
(expression_statement (assignment_expression
  left: (member_expression property: (property_identifier) @name) right: ${FUNCTION_VALUES})) @function
${scriptVariables("const", 'lexical_declaration kind: "const"')}
${scriptVariables("let", 'lexical_declaration kind: "let"')}
${scriptVariables("var", "variable_declaration")}
`;

const TYPESCRIPT = `
(function_signature name: (_) @name) @function
(abstract_class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(type_alias_declaration name: (_) @name) @type
(enum_declaration name: (_) @name) @enum
(internal_module name: (_) @name) @namespace
(module name: (_) @name) @module
(abstract_method_signature name: (_) @name) @method
(public_field_definition name: (_) @name value: ${FUNCTION_VALUES}) @method
(internal_module body: (statement_block (export_statement (lexical_declaration (variable_declarator name: (identifier) @name))))) @variable.const
${JAVASCRIPT}
`;

const C_NAMES = ["(identifier)"];
const CPP_NAMES = [
  ...C_NAMES,
  "(field_identifier)",
  "(qualified_identifier)",
  "(destructor_name)",
  "(operator_name)",
];

/** A function's name stands within what is said of its result. */
const functionDeclarators = (names: readonly string[]) => {
  const plain = `(function_declarator declarator: [${names.join(" ")}] @name)`;
  const pointer = `(pointer_declarator declarator: ${plain})`;
  return [plain, pointer, `(pointer_declarator declarator: ${pointer})`];
};

const cLike = (declarators: readonly string[]) => `
(preproc_def name: (_) @name) @define
(preproc_function_def name: (_) @name) @define
(struct_specifier name: (_) @name body: (_)) @struct
(union_specifier name: (_) @name body: (_)) @union
(enum_specifier name: (_) @name body: (_)) @enum
(type_definition declarator: (type_identifier) @name) @typedef
${declarators
  .map(
    (declarator) => `
(function_definition declarator: ${declarator}) @function
(translation_unit (declaration declarator: ${declarator}) @function)
(preproc_ifdef (declaration declarator: ${declarator}) @function)
(declaration_list (declaration declarator: ${declarator}) @function)
`,
  )
  .join("")}
(compound_statement (declaration declarator: (init_declarator declarator: (identifier) @name)) @local.variable)
`;

const C = cLike(functionDeclarators(C_NAMES));
const CPP_DECLARATORS = [
  ...functionDeclarators(CPP_NAMES),
  `(reference_declarator (function_declarator declarator: [${CPP_NAMES.join(" ")}] @name))`,
];
const CPP = `
(namespace_definition name: (_) @name) @namespace
(class_specifier name: (_) @name body: (_)) @class
(alias_declaration name: (_) @name) @using
(concept_definition name: (_) @name) @concept
${cLike(CPP_DECLARATORS)}
${CPP_DECLARATORS.map((declarator) => `(field_declaration declarator: ${declarator}) @function`).join("\n")}
${CPP_DECLARATORS.map((declarator) => `(field_declaration_list (declaration declarator: ${declarator}) @function)`).join("\n")}
`;

export const QUERIES = {
  bash: `
(function_definition name: (_) @name) @function
`,
  c: C,
  cpp: CPP,
  "c-sharp": `
(namespace_declaration name: (_) @name) @namespace
(class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(struct_declaration name: (_) @name) @struct
(record_declaration name: (_) @name) @record
(enum_declaration name: (_) @name) @enum
(delegate_declaration name: (_) @name) @delegate
(method_declaration name: (_) @name) @method
(constructor_declaration name: (_) @name) @method
(property_declaration name: (_) @name) @property
(local_function_statement name: (_) @name) @function
(local_declaration_statement (variable_declaration (variable_declarator name: (identifier) @name))) @local.variable
`,
  css: `
(rule_set (selectors) @name) @rule
(keyframes_statement (keyframes_name) @name) @rule
`,
  go: `
(function_declaration name: (_) @name) @func
(method_declaration name: (_) @name) @func
(type_spec name: (_) @name) @type
(type_alias name: (_) @name) @type
(source_file (const_declaration (const_spec name: (identifier) @name) @variable.const))
(source_file (var_declaration (var_spec name: (identifier) @name) @variable.var))
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name) @variable.var)))
`,
  html: `
(element (start_tag (attribute (attribute_name) @attribute (quoted_attribute_value (attribute_value) @name)))
  (#eq? @attribute "id")) @element
`,
  java: `
(class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(annotation_type_declaration name: (_) @name) @interface
(enum_declaration name: (_) @name) @enum
(record_declaration name: (_) @name) @record
(method_declaration name: (_) @name) @method
(constructor_declaration name: (_) @name) @method
(compact_constructor_declaration name: (_) @name) @method
(local_variable_declaration declarator: (variable_declarator name: (identifier) @name)) @local.variable
`,
  javascript: JAVASCRIPT,
  json: `
(pair key: (string (string_content) @name) value: [(object) (array)]) @key
`,
  lua: `
(function_declaration name: (_) @name) @function
(variable_declaration (assignment_statement (variable_list name: (identifier) @name)
  (expression_list value: (function_definition)))) @function
(assignment_statement (variable_list name: (_) @name) (expression_list value: (function_definition))) @function
(chunk (variable_declaration (assignment_statement (variable_list name: (identifier) @name))) @variable.local)
(variable_declaration (assignment_statement (variable_list name: (identifier) @name))) @local.local
`,
  php: `
(namespace_definition name: (_) @name) @namespace
(function_definition name: (_) @name) @function
(class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(trait_declaration name: (_) @name) @trait
(enum_declaration name: (_) @name) @enum
(method_declaration name: (_) @name) @method
(const_declaration (const_element (name) @name)) @const
`,
  powershell: `
(function_statement (function_name) @name) @function
(class_statement (simple_name) @name) @class
(enum_statement (simple_name) @name) @enum
(class_method_definition (simple_name) @name) @method
`,
  python: `
(function_definition name: (_) @name) @def
(class_definition name: (_) @name) @class
(module (expression_statement (assignment left: (identifier) @name)) @variable.constant
  (#match? @name "^[A-Z][A-Z0-9_]+$"))
`,
  ruby: `
(module name: (_) @name) @module
(class name: (_) @name) @class
(method name: (_) @name) @def
(singleton_method name: (_) @name) @def
(assignment left: (constant) @name) @variable.constant
`,
  rust: `
(function_item name: (_) @name) @fn
(function_signature_item name: (_) @name) @fn
(struct_item name: (_) @name) @struct
(enum_item name: (_) @name) @enum
(union_item name: (_) @name) @union
(trait_item name: (_) @name) @trait
(impl_item !trait type: (_) @name) @impl
(impl_item trait: (_) @implemented type: (_) @name) @impl
(mod_item name: (_) @name) @mod
(type_item name: (_) @name) @type
(const_item name: (_) @name) @const
(static_item name: (_) @name) @static
(macro_definition name: (_) @name) @macro
(let_declaration pattern: (identifier) @name) @local.let
`,
  tsx: TYPESCRIPT,
  typescript: TYPESCRIPT,
  yaml: `
(block_mapping_pair key: (_) @name value: (block_node)) @key
`,
} as const;

export type Grammar = keyof typeof QUERIES;

/** The grammar of each language, by the id that VS Code has for it. */
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  c: "c",
  cpp: "cpp",
  csharp: "c-sharp",
  css: "css",
  "cuda-cpp": "cpp",
  go: "go",
  html: "html",
  java: "java",
  javascript: "javascript",
  javascriptreact: "javascript",
  json: "json",
  jsonc: "json",
  lua: "lua",
  php: "php",
  powershell: "powershell",
  python: "python",
  ruby: "ruby",
  rust: "rust",
  shellscript: "bash",
  typescript: "typescript",
  typescriptreact: "tsx",
  yaml: "yaml",
};

/** As VS Code calls them. */
export const LANGUAGES_WITH_GRAMMAR: readonly string[] = Object.keys(GRAMMARS);

export function grammarOf(languageId: string | undefined): Grammar | undefined {
  return languageId === undefined ? undefined : GRAMMARS[languageId];
}

/** Around a part of a class that stands alone, so that its grammar reads it: a line before it and one after it. */
export const CLASS_AROUND: Partial<Record<Grammar, readonly [before: string, after: string]>> = {
  "c-sharp": ["class _ {", "}"],
  java: ["class _ {", "}"],
  javascript: ["class _ {", "}"],
  php: ["<?php class _ {", "}"],
  tsx: ["class _ {", "}"],
  typescript: ["class _ {", "}"],
};
