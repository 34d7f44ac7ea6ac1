/** A call that the model has written as text, in one of the forms that other models are trained to. Pure. */
import { type AcceptedCall, type OfferedTools, readCall } from "../agent/calls/read-call.ts";

/** How such a text begins, without spaces. */
const OBJECTS = ["name", "tool", "function", "recipient", "type"].map((key) => `{"${key}"`);
const MARKUP = ["<tool_call>", "<function=", "<function_call>", "<|", "to=functions.", "commentaryto="];
const OPENINGS = [...OBJECTS, ...OBJECTS.map((opening) => `[${opening}`), ...MARKUP];

/** The first line of a fenced block that isn't whole yet. */
const FENCE_BEGUN = /^\s*`{1,3}[a-z_]*$/;
const FENCE = /^\s*`{3}(?:json|tool_call|tool_code)?\n/;

/** The first value of an object that begins a text. */
const FIRST_VALUE = /^[[{\s]*"(\w+)"\s*:\s*"([^"]*)"/;
/** What APIs call a call. */
const CALL_TYPES = ["function", "function_call", "tool_call", "tool_use"];

/** Whether what begins so, at the start of a line, may be a call of a tool that is offered. */
export function mayBeCall(begun: string, offered: OfferedTools): boolean {
  if (begun.trim() === "") return false;
  if (FENCE_BEGUN.test(begun)) return true;
  const text = begun.replace(FENCE, "");
  const [, key, value] = FIRST_VALUE.exec(text) ?? [];
  if (value !== undefined) return key === "type" ? CALL_TYPES.includes(value) : isOffered(value, offered);
  return fits(text);
}

function isOffered(name: string, { native, tools }: OfferedTools): boolean {
  const names = [...native, ...tools.map((tool) => tool.name)];
  return names.some((each) => [each, `functions.${each}`].includes(name) || each.endsWith(`.${name}`));
}

function fits(begun: string): boolean {
  const text = begun.replace(/\s/g, "");
  return OPENINGS.some((opening) => opening.startsWith(text) || text.startsWith(opening));
}

/** A tool's name before its arguments, in whatever markup. */
const NAMED = /(?:to=|function=)\s*["']?(?:functions\.)?([\w.-]+)[^{]*(\{[\s\S]*\})/;
const OBJECT = /[{[][\s\S]*[}\]]/;

/** What may follow a call. Where more is said, it is one that is talked about. */
const TRAILING = /^(?:[\s`)]|<\/?\|?\w+\|?>)*$/;

/** The call in a text that `mayBeCall`; undefined where it is none of a tool that is offered. */
export function callInText(text: string, offered: OfferedTools): AcceptedCall | undefined {
  const [, name = "", args] = NAMED.exec(text) ?? [];
  const object = args ?? OBJECT.exec(text)?.[0];
  if (object === undefined || !TRAILING.test(text.slice(text.lastIndexOf(object) + object.length)))
    return undefined;
  const read = readCall({ name, arguments: object }, offered);
  return "ok" in read ? read.ok : undefined;
}
