/**
 * Calls as gpt-oss writes them, also those that Harmony doesn't have. The malformed ones are those in the tests and issues
 * of openai/harmony, vLLM, SGLang, llama.cpp, Ollama, LM Studio and of bridges to other assistants.
 */
import assert from "node:assert/strict";
import { type AnswerEvent, StreamParser } from "../../../../language-server/prompt/stream-parser.ts";
import { type Parsed, parse, tokensOf } from "./answer-tokens.ts";

const THOUGHT = "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant";
const ARGS = '{"path":"src"}';

function events(written: string): AnswerEvent[] {
  const parser = new StreamParser();
  return [...tokensOf(written).flatMap((token) => parser.push(token)), ...parser.end()];
}

const byWords = (text: string) => text.match(/\s?[a-z]+|[^a-z]+?(?=\s?[a-z]|$)/gi) ?? [text];

/** What comes of a text, whether its tokens are words or characters. */
function check(written: string, expected: Partial<Parsed>): void {
  const whole = {
    reasoning: [],
    preamble: [],
    answer: [],
    unmarked: [],
    calls: [],
    malformed: [],
    ...expected,
  };
  for (const cut of [byWords, (text: string) => [...text]])
    assert.deepEqual(parse(tokensOf(written, cut)), whole, written);
}

describe("stream parser: calls of the tools that the model was trained with", () => {
  for (const header of [
    "<|channel|>analysis to=repo_browser.open_file code",
    " to=repo_browser.open_file<|channel|>analysis code",
    "<|channel|>commentary to=repo_browser.open_file code",
    " to=repo_browser.open_file<|channel|>commentary <|constrain|>json",
    "<|channel|>commentary to=repo_browser.open_file <|constrain|>json",
    "<|channel|>commentary to=repo_browser.open_file code<|constrain|>json",
    "<|channel|>analysis to=repo_browser.open_file\n<|constrain|>json",
    "to=repo_browser.open_file<|channel|>analysis",
    " to=repo_browser.open_file abc<|channel|>analysis",
    "<|channel|>analysis to=repo_browser.open_file:",
    '<|channel|>analysis to="repo_browser.open_file"',
    "<|channel|>analysis to=repo_browser.open_file<|channel|>analysis",
    "<|channel|>analysis to=repo_browser.open_file<|channel|>analysis to=repo_browser.open_file code",
    "<|channel|>analysis to=repo_browser.open_file<|constrain|>json<|constrain|>json",
    "<|channel|>analysis to=repo_browser.open_file <|constrain|>response",
    "<|channel|>––analysis to=repo_browser.open_file",
    "<|channel|>analysis\u202fto=repo_browser.open_file code",
    "<|channel|>commentary to=assistant<|channel|>commentary to=repo_browser.open_file",
  ])
    it(`are read from the header "${header}"`, () =>
      check(`${header}<|message|>${ARGS}<|call|>`, {
        calls: [{ name: "repo_browser.open_file", arguments: ARGS }],
      }));

  it("say on which channel their result belongs", () => {
    const channelOf = (header: string) =>
      events(`${header}<|message|>${ARGS}<|call|>`).flatMap((event) =>
        event.kind === "toolCall" ? [event.channel] : [],
      );
    assert.deepEqual(channelOf("<|channel|>analysis to=repo_browser.search code"), ["analysis"]);
    assert.deepEqual(channelOf(" to=container.exec<|channel|>commentary json"), ["commentary"]);
    assert.deepEqual(channelOf(" to=container.exec"), ["commentary"]);
  });

  it("may be several in one answer", () =>
    check(
      `${THOUGHT}<|channel|>analysis to=repo_browser.search code<|message|>{"query":"a"}<|end|>` +
        `<|start|>assistant<|channel|>analysis to=repo_browser.search code<|message|>{"query":"b"}<|call|>`,
      {
        reasoning: ["Hm."],
        calls: [
          { name: "repo_browser.search", arguments: '{"query":"a"}' },
          { name: "repo_browser.search", arguments: '{"query":"b"}' },
        ],
      },
    ));

  it("may come after words to the user, also on the final channel", () =>
    check(
      "<|channel|>final<|message|>I look.<|end|><|start|>assistant<|channel|>analysis to=container.exec code" +
        '<|message|>{"cmd":["ls"]}<|call|>',
      { answer: ["I look."], calls: [{ name: "container.exec", arguments: '{"cmd":["ls"]}' }] },
    ));

  it("keep what looks like a marker in their arguments", () => {
    const args = '{"query":"<|call|> assistantfinal"}';
    const parser = new StreamParser();
    const header = tokensOf("<|channel|>analysis to=repo_browser.search code<|message|>");
    const said = [...args].map((text) => ({ id: 0, text }));
    const end = tokensOf("<|call|>");
    assert.deepEqual(
      [...header, ...said, ...end].flatMap((token) => parser.push(token)),
      [{ kind: "toolCall", name: "repo_browser.search", arguments: args, channel: "analysis" }],
    );
  });

  it("may be a patch that is no JSON, ended as any message", () => {
    const patch = "*** Begin Patch\n*** Delete File: a\n*** End Patch";
    for (const end of ["<|call|>", "<|end|>", "<|return|>"])
      check(`<|channel|>commentary to=apply_patch <|constrain|>json<|message|>${patch}${end}`, {
        calls: [{ name: "apply_patch", arguments: patch }],
      });
  });
});

describe("stream parser: malformed calls", () => {
  const call = { name: "repo_browser.search", arguments: ARGS };
  const header = "<|channel|>analysis to=repo_browser.search code";
  const cases: [name: string, written: string, expected: Partial<Parsed>][] = [
    ["without an end, but whole", `${header}<|message|>${ARGS}`, { calls: [call] }],
    ["without an end, and cut", `${header}<|message|>{"path":"s`, { malformed: ["unfinishedCall"] }],
    ["a patch that was cut", `${header}<|message|>*** Begin Patch`, { malformed: ["unfinishedCall"] }],
    ["stopped in its header", header, { malformed: ["unfinishedCall"] }],
    ["without <|message|>", `${header}${ARGS}<|call|>`, { calls: [call] }],
    ["without <|message|> behind its type", `${header} <|constrain|>json${ARGS}<|call|>`, { calls: [call] }],
    [
      "with words in the place of its type",
      `${header} <|constrain|>search: look for it.<|end|>`,
      { malformed: ["noArguments"] },
    ],
    ["by somebody else", `<|end|><|start|>bash<|message|>${ARGS}<|call|>`, { malformed: ["noRecipient"] }],
    [
      "begun to nobody, and given up for thoughts",
      "<|channel|>commentary to=assistant<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant" +
        "<|channel|>final<|message|>So.",
      { reasoning: ["Hm."], answer: ["So."] },
    ],
    ["without <|message|> or arguments", `${header}<|call|>`, { malformed: ["noArguments"] }],
    [
      "with an answer behind it",
      `${header}<|message|>${ARGS}<|end|><|start|>assistant<|channel|>final<|message|>Done.<|return|>`,
      { calls: [call], malformed: ["answerAfterCall"] },
    ],
    [
      "with a result that the model has made up",
      `${header}<|message|>${ARGS}<|end|><|start|>repo_browser.search to=assistant<|channel|>analysis<|message|>a.ts` +
        "<|end|><|start|>assistant<|channel|>final<|message|>Done.<|return|>",
      { calls: [call], malformed: ["answerAfterCall"] },
    ],
    [
      "with another message begun in its content",
      `${header}<|message|>${ARGS}commentary<|message|>We read it.<|channel|>`,
      { calls: [call], preamble: ["We read it."] },
    ],
    [
      "with thoughts behind it",
      `${header}<|message|>${ARGS}<|end|><|start|>assistant<|channel|>analysis<|message|>Hm.<|end|>`,
      { calls: [call], reasoning: ["Hm."] },
    ],
    [
      "of no tool, among its thoughts",
      `<|channel|>analysis<|message|>${ARGS}<|call|>`,
      { reasoning: [ARGS], malformed: ["noRecipient"] },
    ],
    [
      "of no tool, with the tool for a channel",
      `<|channel|>read_file${ARGS}<|call|>`,
      { malformed: ["noRecipient"] },
    ],
    [
      "of a channel instead of a tool",
      `<|channel|>commentary to=commentary<|message|>${ARGS}<|call|>`,
      { preamble: [ARGS], malformed: ["noRecipient"] },
    ],
    ["an end alone", "<|call|>", { malformed: ["noRecipient"] }],
    [
      "thoughts alone",
      "<|channel|>analysis<|message|>Hm.<|end|>",
      { reasoning: ["Hm."], malformed: ["nothing"] },
    ],
    ["a number behind a channel", "<|channel|>commentary 2?<|end|>", { malformed: ["nothing"] }],
    ["signs for a channel", "<|channel|>??<|end|>", { malformed: ["nothing"] }],
    [
      "a channel twice, and nothing else",
      "<|channel|>commentary?commentary?<|end|>",
      { malformed: ["nothing"] },
    ],
  ];
  for (const [name, written, expected] of cases) it(name, () => check(written, expected));
});
