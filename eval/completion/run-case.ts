/** One case through the product: the server is asked as an editor asks it while the user types. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { LastCompletion } from "../../language-server/protocol/completion.ts";
import type { ServerProcess } from "../../test/server/support/client.ts";
import type { CompletionCase } from "./case.ts";
import type { ProjectEditor } from "./project/editor.ts";
import { SAID_REQUEST } from "./said.ts";
import { type CountErrors, type Inserted, type Score, scoreOf } from "./score.ts";

export interface Outcome {
  asked: CompletionCase;
  /** What was shown; undefined when nothing was. */
  suggestion?: string;
  /** Why nothing was shown. */
  whyNone?: string;
  score: Score;
  /** From the request to its answer, in milliseconds. */
  ms: number;
  counts?: LastCompletion["counts"];
  confidences?: LastCompletion["confidences"];
  /** What the model was shown, if it was asked. */
  prompt: string;
  /** What it wrote, before any rule. */
  said: string;
}

export interface CasePlace {
  server: ServerProcess;
  /** Of the case's file. */
  uri: string;
  /** Opens other files beside it; absent where it is alone. */
  project?: ProjectEditor;
}

/** Rejects when the server is lost. */
export async function runCase(
  asked: CompletionCase,
  { server, uri, project }: CasePlace,
  countErrors: CountErrors,
): Promise<Outcome> {
  const { language, before, after } = asked;
  const document = TextDocument.create(uri, language, 1, before + after);
  await server.open(uri, document.getText(), language);
  const closeTabs = await project?.show(asked, document);
  const start = performance.now();
  const item = await server.suggest(uri, document.positionAt(before.length), { automatic: true });
  const ms = performance.now() - start;
  const { whyNone, counts, confidences } = await server.last();
  const wasAsked = counts !== undefined;
  const prompt = wasAsked ? await server.lastPrompt() : "";
  const said = wasAsked ? await server.connection.sendRequest(SAID_REQUEST) : "";
  await server.close(uri);
  await closeTabs?.();
  const suggestion = item === null ? undefined : String(item.insertText);
  return {
    asked,
    suggestion,
    whyNone,
    ms,
    counts,
    confidences,
    prompt,
    said,
    score: scoreOf(asked, inserted(), countErrors),
  };

  function inserted(): Inserted | null {
    if (!item?.range || suggestion === undefined) return null;
    const { start, end } = item.range;
    return { start: document.offsetAt(start), end: document.offsetAt(end), text: suggestion };
  }
}
