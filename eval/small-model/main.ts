/**
 * `npm run eval:small [-- --model FILE]`: what a small model makes of suggestions and questions that it should know,
 * through the language server and the engine. A test asserts none of it, as another processor's kernels may tip the
 * scales. Ends with 0 whatever the model says.
 */
import { parseArgs } from "node:util";
import { TextDocument } from "vscode-languageserver-textdocument";
import { assistant, ChatClient, user } from "../../test/server/support/chat-client.ts";
import type { ServerProcess } from "../../test/server/support/client.ts";
import { Workplace } from "../../test/server/support/workplace.ts";
import { smallModel } from "../../tools/small-model/small-model.ts";
import { CURSOR } from "../../tools/token-margins/cases.ts";
import { QUESTIONS, type QuestionTask, SUGGESTIONS, type SuggestionTask } from "./cases.ts";

const MAX_TOKENS = 300;

const { model } = parseArgs({ options: { model: { type: "string" } } }).values;
await using workplace = await Workplace.create();
const server = await workplace.server({
  settings: { model: { path: model ?? (await smallModel()) }, engine: { threads: 1, gpu: false } },
});
await server.state("ready");
let passed = 0;
for (const task of SUGGESTIONS) report(task, await suggested(server, workplace.uri(task.path), task));
for (const task of QUESTIONS) report(task, await answered(server, task));
console.log(`\n${passed} of ${SUGGESTIONS.length + QUESTIONS.length}`);

function report({ what, wants }: SuggestionTask | QuestionTask, said: string): void {
  const isRight = wants.test(said);
  if (isRight) passed++;
  console.log(`${isRight ? "✔" : "✖"} ${what}${isRight ? "" : `: ${JSON.stringify(said)}`}`);
}

/** The text with the suggestion in it, or why there is none. */
async function suggested(
  server: ServerProcess,
  uri: string,
  { languageId, text }: SuggestionTask,
): Promise<string> {
  const document = TextDocument.create(uri, languageId, 1, text.replace(CURSOR, ""));
  await server.open(uri, document.getText(), languageId);
  const item = await server.suggest(uri, document.positionAt(text.indexOf(CURSOR)));
  const { whyNone = "" } = await server.last();
  await server.close(uri);
  if (!item?.range) return whyNone;
  return TextDocument.applyEdits(document, [{ range: item.range, newText: String(item.insertText) }]);
}

/** The answer, or what else came. */
async function answered(server: ServerProcess, { what, turns }: QuestionTask): Promise<string> {
  const messages = turns.map((text, index) =>
    index % 2 === 0 ? user(text) : assistant({ answer: text, reasoning: "" }),
  );
  const { answer, stopReason } = await new ChatClient(server, what).ask(messages, { maxTokens: MAX_TOKENS });
  return answer || stopReason;
}
