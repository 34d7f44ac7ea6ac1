/** The parser on tokens that no one would think of. Every stream is made from its number, so a failure comes again. */
import assert from "node:assert/strict";
import type { Part, StreamedToken } from "../../../../language-server/engine-protocol/protocol.ts";
import { renderHistory } from "../../../../language-server/prompt/conversation.ts";
import { type MessageHeader, message } from "../../../../language-server/prompt/harmony.ts";
import { StreamParser } from "../../../../language-server/prompt/stream-parser.ts";
import { referenceConversations } from "../../../../tools/harmony-reference/conversations.ts";
import { Random } from "../../../../tools/random.ts";
import { type Parsed, parse, special, text, tokensOf, tokensOfParts } from "./answer-tokens.ts";

const STREAMS = 10_000;
const MARKERS = [
  "<|start|>",
  "<|end|>",
  "<|message|>",
  "<|channel|>",
  "<|constrain|>",
  "<|return|>",
  "<|call|>",
];
const ROLES = [
  "assistant",
  "assistant",
  "assistant",
  "user",
  "system",
  "developer",
  "tool",
  "functions.x to=assistant",
];
const CHANNELS = ["analysis", "commentary", "final", "final", "commentary to=functions.x", "other", ""];

/** What is said in these streams has none of a header's letters. */
const SAID = ["1 2 3", "🙂", "=>", "\n", "字", " 4", "{}", "é"];
const ONLY_SAID = /^[^a-z<|]*$/i;

/** No marker, role, channel, recipient or type is in it; a name that is none of them may be what the model says. */
function assertClean({ answer, preamble }: Parsed, tokens: readonly StreamedToken[], seed: number): void {
  for (const each of [...answer, ...preamble])
    assert.match(
      each,
      ONLY_SAID,
      `stream ${seed}: ${JSON.stringify(tokens.map((t) => t.special ?? t.text))}`,
    );
}

/** Pieces of a text, cut anywhere. */
function cutting(random: Random): (text: string) => string[] {
  return (whole) => {
    const pieces: string[] = [];
    const characters = [...whole];
    while (characters.length > 0) pieces.push(characters.splice(0, 1 + random.below(12)).join(""));
    return pieces;
  };
}

/** Messages as Harmony has them. */
function messages(random: Random): Part[] {
  const said = () => random.times(random.below(5), () => random.pick(SAID)).join("");
  const header = (): MessageHeader =>
    random.pick<MessageHeader>([
      { role: "assistant", channel: "analysis" },
      { role: "assistant", channel: "final" },
      { role: "assistant", channel: "commentary" },
      { role: "assistant", recipient: "functions.x", channel: "commentary", constrain: "json" },
    ]);
  return random.times(1 + random.below(4), () => message(header(), said())).flat();
}

/** Leaves markers out, repeats, exchanges, adds and replaces them, cuts the stream: one or two of that. */
function mutate(tokens: StreamedToken[], random: Random): StreamedToken[] {
  const mutated = [...tokens];
  for (let i = random.below(2); i >= 0; i--) {
    const places = [...mutated.keys()].filter((at) => mutated[at]?.special !== undefined);
    const at = random.pick(places);
    const marker = mutated[at];
    if (marker === undefined) break;
    switch (random.below(6)) {
      case 0:
        mutated.splice(at, 1);
        break;
      case 1:
        mutated.splice(at, 0, marker);
        break;
      case 2: {
        const other = random.pick(places);
        const exchanged = mutated[other];
        if (exchanged) [mutated[at], mutated[other]] = [exchanged, marker];
        break;
      }
      case 3:
        mutated.splice(random.below(mutated.length), 0, special(random.pick(MARKERS)));
        break;
      case 4:
        mutated[at] = special(random.pick(MARKERS));
        break;
      default:
        mutated.length = random.below(mutated.length);
    }
  }
  return mutated;
}

describe("stream parser, fuzzed", function () {
  this.timeout(20_000);

  it(`lets nothing but what was said through in ${STREAMS} mutated answers`, () => {
    for (let seed = 0; seed < STREAMS; seed++) {
      const random = Random.nth(seed);
      const begun = random.pick(["answer", "final"] as const);
      const beginning = begun === "final" ? [text(random.pick(SAID)), special("<|end|>")] : [];
      const tokens = mutate([...beginning, ...tokensOfParts(messages(random), cutting(random))], random);
      assertClean(parse(tokens, { begun }), tokens, seed);
    }
  });

  it(`lets nothing but what was said through in ${STREAMS} random streams`, () => {
    for (let seed = 0; seed < STREAMS; seed++) {
      const random = Random.nth(seed);
      const tokens = random
        .times(random.below(40), () => {
          if (random.chance(35)) return [text(random.pick(SAID))];
          const word = random.chance(50)
            ? `<|start|>${random.pick(ROLES)}`
            : `<|channel|>${random.pick(CHANNELS)}`;
          return random.chance(50) ? [special(random.pick(MARKERS))] : tokensOf(word, cutting(random));
        })
        .flat();
      const options = {
        begun: random.pick(["answer", "final"] as const),
        stoppedBy: random.pick([undefined, ...MARKERS]),
      };
      assertClean(parse(tokens, options), tokens, seed);
    }
  });

  it("takes any tokens whatever", () => {
    const words = [
      ...SAID,
      ...ROLES,
      ...CHANNELS,
      "json",
      " to=",
      "functions.",
      "ana",
      "lysis",
      " ",
      "x".repeat(50),
    ];
    for (let seed = 0; seed < STREAMS; seed++) {
      const random = Random.nth(seed);
      const tokens = random.times(random.below(30), () =>
        random.chance(40) ? special(random.pick([...MARKERS, "<|refusal|>", ""])) : text(random.pick(words)),
      );
      const parser = new StreamParser(random.pick(["answer", "final"]));
      const events = [...tokens.flatMap((token) => parser.push(token)), ...parser.end()];
      const said = tokens.map((token) => token.text ?? "").join("");
      for (const event of events) {
        if (event.kind === "malformed") continue;
        assert.ok(
          isWithin(event.kind === "toolCall" ? event.arguments : event.text, said),
          `stream ${seed} has text that is not the model's`,
        );
      }
    }
  });
});

describe("stream parser, on what we render", () => {
  it("finds every message of the model's again", () => {
    let found = 0;
    for (const [index, conversation] of referenceConversations().entries()) {
      const random = Random.nth(index);
      for (const [at, message] of conversation.messages.entries()) {
        if (message.role !== "assistant") continue;
        const before = { ...conversation, messages: conversation.messages.slice(0, at) };
        const after = { ...conversation, messages: [...before.messages, message] };
        const { content, reasoning, toolCalls = [] } = message;
        const isCall = toolCalls.length > 0;
        // An answer drops thoughts of before: what it adds is counted from the end.
        const parts = renderHistory(after);
        const written = isCall
          ? parts.slice(renderHistory(before).length)
          : content === ""
            ? []
            : parts.slice(-6);
        const said = content === "" ? [] : [content];
        assert.deepEqual(parse(tokensOfParts(written, cutting(random))), {
          reasoning: isCall && reasoning ? [reasoning] : [],
          preamble: isCall ? said : [],
          answer: isCall ? [] : said,
          unmarked: [],
          // Generation ends with the first.
          calls: toolCalls.slice(0, 1).map((call) => ({ name: call.name, arguments: call.arguments })),
          malformed: isCall || content.trim() !== "" ? [] : ["nothing"],
        });
        found++;
      }
    }
    assert.ok(found > 200);
  });
});

/** Whether `part` is `whole` with characters left out. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (part.startsWith(character, at)) at += character.length;
  return at === part.length;
}
