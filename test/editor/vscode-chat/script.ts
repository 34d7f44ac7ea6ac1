/** What the model of these tests says, to `@ossicle` and to another extension. */
import type { Script, Sequence } from "../../../tools/fixtures/scripted/script.ts";
import { answerParts, type SessionStep, session } from "../../../tools/fixtures/scripted/session.ts";

export const FILE = "count.txt";
export const BEFORE = "one\n";
export const AFTER = "two\n";
export const ANSWERS = {
  first: "It is two now.",
  second: "It was one before.",
  explained: "It counts.",
};

/** What another extension asks, and what it is answered. */
export const ASKED = { question: "Which editor is this?", answer: "One that you know well." };

/** What another extension asks with a tool, the call that comes of it, its result, and the answer then. */
export const CALLED = {
  question: "How warm will Paris become tomorrow?",
  tool: "forecast",
  input: { place: "Paris" },
  result: "Four degrees.",
  answer: "Take your coat.",
};

const steps = session([
  { thought: "I look.", call: "repo_browser.open_file", arguments: JSON.stringify({ path: FILE }) },
  {
    call: "repo_browser.apply_patch",
    arguments: JSON.stringify({
      patch: `*** Begin Patch\n*** Update File: ${FILE}\n@@\n-one\n+two\n*** End Patch`,
    }),
  },
  { answer: ANSWERS.first },
]);
steps[0]?.push(
  behind(" line.", { answer: ANSWERS.explained }),
  behind(" before?", { answer: ANSWERS.second }),
  behind(" editor is this?", { answer: ASKED.answer }),
  behind(" become tomorrow?", {
    call: `functions.${CALLED.tool}`,
    arguments: JSON.stringify(CALLED.input),
  }),
);
steps[1]?.push(behind(" degrees.", { answer: CALLED.answer }));
// The second question comes when there are two calls, as the first one's answer does.
steps[2]?.push(behind(" before?", { answer: ANSWERS.second }));

/** What is written behind a message with this end, in place of the step's own. */
function behind(end: string, step: SessionStep): Sequence {
  return [{ text: end }, { special: "<|end|>" }, ...answerParts(step)];
}

export const VSCODE_CHAT_SCRIPT: Script = { sequences: [], steps };
