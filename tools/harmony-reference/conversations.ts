/** The conversations that our rendering is compared on: made up, with everything in them, the same every time. */
import type { Conversation } from "../../language-server/prompt/conversation.ts";
import { type NativeTool, nativeToolNames } from "../../language-server/prompt/native-tools.ts";
import type { ChatMessage, JsonSchema, ToolCall, ToolSpec } from "../../language-server/protocol/chat.ts";
import { Random } from "../random.ts";
import { LONG_LINE, ODD_TEXTS } from "./texts.ts";

const CONVERSATIONS = 240;
const LONG_LINES = 4;

const WORDS =
  "the file function returns value when test fails because type of list is wrong please explain fix rename and add a new line to every module without changing behaviour then run it again".split(
    " ",
  );
const TOOL_NAMES = ["read_file", "search", "run", "applyPatch", "mcp_git-log", "x", "list_directory2"];
const DATES = [undefined, undefined, "2025-06-28", "2026-02-29"];

export function referenceConversations(): Conversation[] {
  return Array.from({ length: CONVERSATIONS }, (_, index) => new Maker(index).conversation());
}

class Maker {
  readonly #random: Random;
  readonly #index: number;
  #calls = 0;

  constructor(index: number) {
    this.#index = index;
    this.#random = Random.nth(index);
  }

  conversation(): Conversation {
    const random = this.#random;
    const hasTools = random.chance(60);
    const tools = hasTools ? random.times(1 + random.below(4), () => this.#tool()) : undefined;
    const nativeTools = this.#nativeTools();
    const names = [...(tools ?? []).map(({ name }) => name), ...nativeTools];
    const turns = 1 + random.below(4);
    const messages = random.times(turns, () => this.#turn(names)).flat();
    const date = random.pick(DATES);
    return {
      reasoning: random.pick(["low", "medium", "high"]),
      ...(date === undefined ? {} : { date }),
      instructions: random.chance(20) ? "" : this.#text(),
      ...(nativeTools.length > 0 ? { nativeTools } : {}),
      ...(tools ? { tools } : {}),
      messages: [...messages, ...this.#lastTurn(names)],
    };
  }

  /** Those of a mode, or any of them. */
  #nativeTools(): readonly NativeTool[] {
    const random = this.#random;
    const all = nativeToolNames("agent");
    return random.pick<() => readonly NativeTool[]>([
      () => [],
      () => [],
      () => nativeToolNames("ask"),
      () => all,
      () => all.filter(() => random.chance(50)),
    ])();
  }

  #turn(tools: readonly string[]): ChatMessage[] {
    const steps = tools.length > 0 ? this.#random.below(3) : 0;
    return [
      this.#question(),
      ...this.#random.times(steps, () => this.#step(tools)).flat(),
      // Now and then the user doesn't wait for an answer.
      ...(this.#random.chance(90) ? [this.#answer()] : []),
    ];
  }

  /** Ends where the model is to go on: after a question, after a tool's result, or once more after an answer. */
  #lastTurn(tools: readonly string[]): ChatMessage[] {
    const turn = this.#turn(tools);
    const cut = this.#random.below(3);
    if (cut === 0) return turn.slice(0, 1);
    return cut === 1 && turn.at(-1)?.role === "assistant" ? turn.slice(0, -1) : turn;
  }

  #question(): ChatMessage {
    const content = this.#index < LONG_LINES ? LONG_LINE : this.#text();
    return { role: "user", content };
  }

  #answer(): ChatMessage {
    return { role: "assistant", content: this.#text(), ...this.#thoughts() };
  }

  /** Calls, and their results. */
  #step(tools: readonly string[]): ChatMessage[] {
    const random = this.#random;
    const toolCalls = random.times(
      random.chance(80) ? 1 : 2,
      (): ToolCall => ({
        id: `call${this.#calls++}`,
        name: random.pick(tools),
        arguments: this.#arguments(),
      }),
    );
    const preamble = random.chance(30) ? this.#text() : "";
    return [
      { role: "assistant", content: preamble, ...this.#thoughts(), toolCalls },
      ...toolCalls.map(({ id }): ChatMessage => ({ role: "tool", toolCallId: id, content: this.#text() })),
    ];
  }

  #thoughts(): { reasoning?: string } {
    return this.#random.chance(70) ? { reasoning: this.#text() } : {};
  }

  #arguments(): string {
    if (this.#random.chance(10)) return this.#random.pick(["", "{}", "not JSON", '{ "cut": ']);
    return JSON.stringify({ path: this.#phrase(), text: this.#text(), count: this.#random.below(1000) });
  }

  #text(): string {
    const random = this.#random;
    if (random.chance(40)) return this.#phrase();
    if (random.chance(60)) return random.pick(ODD_TEXTS);
    return random.times(2 + random.below(2), () => random.pick(ODD_TEXTS)).join(random.pick(["", " ", "\n"]));
  }

  #phrase(): string {
    return this.#random.times(1 + this.#random.below(12), () => this.#random.pick(WORDS)).join(" ");
  }

  #tool(): ToolSpec {
    const random = this.#random;
    const description = random.chance(80) ? this.#phrase() : this.#text();
    const tool = { name: random.pick(TOOL_NAMES), description };
    if (random.chance(15)) return tool;
    if (random.chance(10)) return { ...tool, parameters: { type: "object", properties: {} } };
    return { ...tool, parameters: this.#object(2) };
  }

  /** A schema of type "object" with at least one property, and objects within it down to `depth`. */
  #object(depth: number): JsonSchema {
    const random = this.#random;
    const names = ["path", "query", "maxResults", "options", "is_regex", "häß-lich", "items"];
    const properties: Record<string, JsonSchema> = {};
    for (const name of random.times(1 + random.below(4), () => random.pick(names)))
      properties[name] = this.#property(depth);
    const required = Object.keys(properties).filter(() => random.chance(50));
    return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
  }

  #property(depth: number): JsonSchema {
    const random = this.#random;
    return {
      ...this.#type(depth),
      ...(random.chance(10) ? { title: this.#phrase() } : {}),
      ...(random.chance(60) ? { description: random.chance(80) ? this.#phrase() : this.#text() } : {}),
      ...(random.chance(10) ? { examples: ["one", 2, 'th"ree'] } : {}),
      ...(random.chance(15)
        ? { default: random.pick(["a", 'q"uote', 5, 1.5, false, null, [1, "b"], { k: "é" }]) }
        : {}),
      ...(random.chance(10) ? { nullable: true } : {}),
    };
  }

  #type(depth: number): JsonSchema {
    const random = this.#random;
    const variant = (): JsonSchema => ({
      ...this.#type(0),
      ...(random.chance(40) ? { description: this.#phrase() } : {}),
      ...(random.chance(20) ? { default: random.pick(["a", 'q"uote', 5]) } : {}),
    });
    const simple: JsonSchema[] = [
      { type: "string" },
      { type: "integer" },
      { type: "number", minimum: 0 },
      { type: "boolean" },
      { type: "string", enum: ["a", "b c", 'd"e', 4] },
      { type: ["string", "null"] },
      { type: ["integer", "string"] },
      { type: "array" },
      { type: "array", items: { type: "string" } },
      { type: "null" },
      { enum: [1, 2] },
      { anyOf: [{ type: "string" }, { type: "number" }] },
      { $ref: "#/definitions/x" },
      {},
    ];
    if (depth === 0 || random.chance(60)) return random.pick(simple);
    return random.pick<() => JsonSchema>([
      () => this.#object(depth - 1),
      () => ({ ...this.#object(depth - 1), description: this.#phrase() }),
      () => ({ type: "array", items: this.#object(depth - 1) }),
      () => ({ type: "object" }),
      () => ({ oneOf: random.times(1 + random.below(3), variant) }),
      () => ({ type: "array", items: { oneOf: random.times(2, variant) } }),
    ])();
  }
}
