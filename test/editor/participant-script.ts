/** What the model says to `@ossicle`. */
import type { Script } from "../../tools/fixtures/scripted/script.ts";
import { answerParts, session } from "../../tools/fixtures/scripted/session.ts";

export const FILE = "count.txt";
export const BEFORE = "one\n";
export const AFTER = "two\n";
export const ANSWERS = { first: "It is two now.", second: "It was one before." };

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
// The second question comes when there are two calls, as the first one's answer does.
steps[2]?.push([{ text: " before?" }, { special: "<|end|>" }, ...answerParts({ answer: ANSWERS.second })]);

export const PARTICIPANT_SCRIPT: Script = { sequences: [], steps };
