/**
 * The language server as it is measured: the one of this checkout, with what the product has no setting for.
 *
 *     node eval/completion/serve.ts '{"answers": "FILE"}' … --stdio
 */
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { createConnection } from "vscode-languageserver/node";
import { packedGrammars } from "../../common/declarations/packed-grammars.ts";
import { serve } from "../../language-server/lsp/server.ts";
import { COMPLETION_SHAPES } from "../../language-server/prompt/completion-shapes.ts";
import { AnsweringEngine } from "./known-answers.ts";
import { PatientSyntax, UNCHECKED } from "./patient-syntax.ts";
import { SAID_REQUEST } from "./said.ts";

const optionsSchema = v.object({
  /** Where what the model says is kept. */
  answers: v.optional(v.string()),
  /** False: suggestions aren't looked at by grammars. */
  syntax: v.optional(v.boolean(), true),
  shape: v.optional(v.picklist(COMPLETION_SHAPES)),
  showsDoubted: v.optional(v.boolean()),
});
export type ServeOptions = v.InferInput<typeof optionsSchema>;

const { answers, syntax, ...measured } = v.parse(optionsSchema, JSON.parse(process.argv[2] ?? "{}"));
const dist = (name: string) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
const connection = createConnection();
let engine: AnsweringEngine | undefined;
connection.onRequest(SAID_REQUEST, () => engine?.said ?? "");
serve(connection, {
  connectEngine: (options) => {
    const link = { ...options, enginePath: dist("engine.mjs") };
    engine = new AnsweringEngine(link, answers);
    return engine;
  },
  indexWorker: dist("index-worker.mjs"),
  checkSyntax: (log) => (syntax ? new PatientSyntax(packedGrammars(dist("grammars")), log) : UNCHECKED),
  measuredCompletion: measured,
});
connection.listen();
