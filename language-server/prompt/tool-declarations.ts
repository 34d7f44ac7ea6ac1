/**
 * Tools as gpt-oss was trained to read them: a namespace in something like TypeScript, made from JSON Schemas.
 *
 * OpenAI's guide has the rules for simple types only, so the rest (`oneOf`, defaults, titles, nested objects and
 * their odd indentation) follows what its renderer prints: the form is to be kept to closely, and what the model
 * has seen counts for more than what would look right. What that form can't say (`anyOf`, `$ref`, numbers to choose
 * from) is `any` or left out, here as there.
 */
import type { JsonSchema, ToolSpec } from "../protocol/chat.ts";

export interface ToolNamespace {
  name: string;
  /** What is said of all its tools; "" for nothing. */
  description: string;
  tools: readonly ToolSpec[];
}

/** The section of a message that declares tools. */
export function toolsText(namespaces: readonly ToolNamespace[]): string {
  return ["# Tools", ...namespaces.map(namespaceText)].join("\n\n");
}

function namespaceText({ name, description, tools }: ToolNamespace): string {
  return [
    `## ${name}\n\n${comments(description)}namespace ${name} {\n`,
    ...tools.map((tool) => `${comments(tool.description)}type ${tool.name} = ${signature(tool)};\n`),
    `} // namespace ${name}`,
  ].join("\n");
}

/** A schema without properties is how many declare that a function takes nothing. */
function signature({ parameters = {} }: ToolSpec): string {
  const takesNothing = Object.keys(record(parameters.properties)).length === 0 && !("oneOf" in parameters);
  return takesNothing ? "() => any" : `(_: ${typeText(parameters, "")}) => any`;
}

function comments(description: string): string {
  const lines = description.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => `// ${line}\n`).join("");
}

function typeText(schema: JsonSchema, indent: string): string {
  const { type, oneOf } = schema;
  if (Array.isArray(oneOf))
    return oneOf.map((variant) => `\n${indent} | ${variantText(record(variant), indent)}`).join("");
  if (Array.isArray(type)) {
    const names = type.filter(isString).map((name) => (name === "integer" ? "number" : name));
    return names.join(" | ") || "any";
  }
  switch (type) {
    case "object":
      return objectText(schema, indent);
    case "array":
      return "items" in schema ? `${typeText(record(schema.items), indent)}[]` : "Array<any>";
    case "string":
      return choices(schema).join(" | ") || "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "any";
  }
}

function objectText(schema: JsonSchema, indent: string): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = Object.entries(record(schema.properties)).map(([name, property]) =>
    propertyText(required.includes(name) ? name : `${name}?`, record(property), indent),
  );
  return `${line(schema.description, indent)}{\n${properties.join("")}${indent}}`;
}

function propertyText(name: string, property: JsonSchema, indent: string): string {
  const { title, description, oneOf } = property;
  const head = isString(title) ? `${indent}// ${title}\n${indent}//\n` : "";
  if (Array.isArray(oneOf))
    return `${head}${examples(property, indent)}${unionText(name, property, oneOf.map(record), indent)}`;
  const value = withNull(property, typeText(property, `${indent}    `));
  const fallback = "default" in property ? ` // ${defaultText(property)}` : "";
  return `${head}${line(description, indent)}${examples(property, indent)}${indent}${name}: ${value},${fallback}\n`;
}

/** A property of several types, one a line, each with what is said about it alone. */
function unionText(name: string, property: JsonSchema, variants: JsonSchema[], indent: string): string {
  const { description } = property;
  const saidByFirst = isString(description) && variants[0]?.description === description;
  const saidAbove = isString(description) && !saidByFirst;
  const lines = variants.map((variant, index) => {
    const remarks: string[] = [];
    const isKnown = variant.description === description || (saidAbove && index === 0);
    if (isString(variant.description) && !isKnown) remarks.push(variant.description);
    if ("default" in variant) remarks.push(defaultText(variant));
    const value = withNull(variant, typeText(variant, `${indent}   `));
    return `${indent} | ${value}${trailing(remarks)}\n`;
  });
  const above = saidAbove ? line(description, indent) : "";
  const fallback = "default" in property ? `${indent}// ${defaultText(property)}\n` : "";
  return `${above}${fallback}${indent}${name}:\n${lines.join("")}${indent},\n`;
}

/** A type of several that stand deeper than a property. */
function variantText(variant: JsonSchema, indent: string): string {
  const remarks: string[] = [];
  if (isString(variant.description)) remarks.push(variant.description);
  if ("default" in variant)
    remarks.push(isChoice(variant) ? `default: ${JSON.stringify(variant.default)}` : defaultText(variant));
  return `${withNull(variant, typeText(variant, `${indent}   `))}${trailing(remarks)}`;
}

function defaultText(schema: JsonSchema): string {
  const { default: value } = schema;
  if (!isString(value)) return `default: ${JSON.stringify(value)}`;
  return isChoice(schema) ? `default: ${value}` : `default: "${value}"`;
}

function examples({ examples: values }: JsonSchema, indent: string): string {
  if (!Array.isArray(values) || values.length === 0) return "";
  const lines = values.filter(isString).map((value) => `${indent}// - "${value}"\n`);
  return `${indent}// Examples:\n${lines.join("")}`;
}

const withNull = (schema: JsonSchema, type: string) =>
  schema.nullable === true && !type.includes("null") ? `${type} | null` : type;

const isChoice = (schema: JsonSchema) => Array.isArray(schema.enum) && schema.enum.length > 0;

const choices = (schema: JsonSchema) =>
  Array.isArray(schema.enum) ? schema.enum.filter(isString).map((value) => `"${value}"`) : [];

const line = (text: unknown, indent: string) => (isString(text) ? `${indent}// ${text}\n` : "");

const trailing = (remarks: string[]) => (remarks.length > 0 ? ` // ${remarks.join(" ")}` : "");

const isString = (value: unknown): value is string => typeof value === "string";

/** Schemas come from outside: what is no object says nothing. */
const record = (value: unknown): JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
