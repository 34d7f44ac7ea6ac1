/**
 * A GBNF grammar for the JSON values of a schema (https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md).
 * node-llama-cpp's own wants all properties of an object, in the schema's order; in calls of tools most are optional,
 * and a model has an order of its own.
 *
 * It holds names of properties and kinds of values. What it doesn't say (required properties, each one once, patterns,
 * lengths) is for whoever reads the value. Of a schema that it doesn't understand, any JSON is allowed.
 */
import * as v from "valibot";

const JSON_RULES = [
  // A model that indents has an end: white space without one would be a way never to come to it.
  'ws ::= | " " | "\\n" [ \\t]{0,32}',
  'string ::= "\\"" ( [^"\\\\\\x00-\\x1F\\x7F] | "\\\\" ( ["\\\\/bfnrt] | "u" [0-9a-fA-F]{4} ) )* "\\""',
  'integer ::= "-"? ( "0" | [1-9] [0-9]{0,15} )',
  'number ::= integer ( "." [0-9]{1,16} )? ( [eE] [-+]? [0-9]{1,3} )?',
  'boolean ::= "true" | "false"',
  'null ::= "null"',
  'object ::= "{" ws ( string ws ":" ws any ( ws "," ws string ws ":" ws any )* )? ws "}"',
  'array ::= "[" ws ( any ( ws "," ws any )* )? ws "]"',
  "any ::= object | array | string | number | boolean | null",
];

const TYPES = ["string", "integer", "number", "boolean", "null", "object", "array"] as const;
const type = v.picklist(TYPES);

const schemas = v.array(v.unknown());
const schemaOf = v.object({
  type: v.optional(v.union([type, v.array(type)])),
  enum: v.optional(schemas),
  const: v.optional(v.unknown()),
  anyOf: v.optional(schemas),
  oneOf: v.optional(schemas),
  properties: v.optional(v.record(v.string(), v.unknown())),
  required: v.optional(v.array(v.string())),
  additionalProperties: v.optional(v.unknown()),
  items: v.optional(v.unknown()),
});
type Schema = v.InferOutput<typeof schemaOf>;

/** @param otherwise rules' right sides that the text may be instead */
export function jsonGrammar(schema: unknown, otherwise: readonly string[] = []): string {
  const root = [`ws ( ${value(schema)} ) ws`, ...otherwise].join(" | ");
  return [`root ::= ${root}`, ...JSON_RULES].join("\n");
}

/** A text, as a grammar has it. */
export function literal(text: string): string {
  const escaped = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") return `\\${character}`;
    if (code >= 0x20 && code < 0x7f) return character;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${escaped.join("")}"`;
}

const or = (choices: readonly string[]) => `( ${choices.join(" | ")} )`;

function value(of: unknown): string {
  if (!v.is(schemaOf, of)) return "any";
  const choices = of.anyOf ?? of.oneOf;
  if (choices && choices.length > 0) return or(choices.map(value));
  const constants = "const" in of ? [of.const] : of.enum;
  if (constants && constants.length > 0) return or(constants.map((one) => literal(JSON.stringify(one))));
  const types = of.type === undefined ? (of.properties ? ["object" as const] : []) : [of.type].flat();
  return types.length === 0 ? "any" : or(types.map((one) => ofType(one, of)));
}

function ofType(kind: (typeof TYPES)[number], schema: Schema): string {
  if (kind === "object") return object(schema);
  if (kind === "array" && schema.items !== undefined) return list("[", value(schema.items), "]");
  return kind;
}

function object({ properties = {}, required = [], additionalProperties }: Schema): string {
  const isOpen = additionalProperties !== undefined && additionalProperties !== false;
  const members = Object.entries(properties).map(([name, one]) =>
    member(literal(JSON.stringify(name)), value(one)),
  );
  // One that names no properties leaves them open.
  if (isOpen || members.length === 0)
    members.push(
      member("string", isOpen && additionalProperties !== true ? value(additionalProperties) : "any"),
    );
  return list("{", or(members), "}", required.length > 0);
}

const member = (name: string, of: string) => `${name} ws ":" ws ${of}`;

/** With at least one item where it `isFilled`. */
const list = (open: string, item: string, close: string, isFilled = false) =>
  `"${open}" ws ( ${item} ( ws "," ws ${item} )* )${isFilled ? "" : "?"} ws "${close}"`;
