/**
 * The language server's entry: `node server.mjs --stdio` for any editor, `--node-ipc` for the extension.
 *
 * It ends with its client: by `shutdown` and `exit`, when the channel closes, and when the client's process is
 * gone (vscode-languageserver looks after the process id of `initialize` and the end of stdin).
 */
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { createConnection } from "vscode-languageserver/node";
import { EngineClient } from "../engine-client/client.ts";
import { SyntaxClient } from "../features/completion/syntax/syntax-client.ts";
import { startSyntaxThread } from "../features/completion/syntax/syntax-thread.ts";
import { survive } from "./process-guard.ts";
import { serve } from "./server.ts";

const TRANSPORTS = ["--stdio", "--node-ipc"];

if (!process.argv.some((argument) => TRANSPORTS.includes(argument))) {
  process.stderr.write(`Usage: node server.mjs ${TRANSPORTS.join(" | ")}\n`);
  process.exit(2);
}
// The library doesn't end a server whose node-ipc parent is gone before `initialize`.
process.once("disconnect", () => process.exit(1));

// WebAssembly is the grammars here. V8 takes up to 200 MB to optimize the largest function of one, keeps most of it,
// and does so again in each thread that begins; what its quick compiler makes of them parses as fast.
setFlagsFromString("--no-wasm-tier-up");
setFlagsFromString("--no-wasm-dynamic-tiering");

const connection = createConnection();
survive((line) => connection.console.error(line));
const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));
serve(connection, {
  connectEngine: (options) => new EngineClient({ ...options, enginePath: beside("./engine.mjs") }),
  indexWorker: beside("./index-worker.mjs"),
  checkSyntax: (log) =>
    new SyntaxClient({
      startThread: (events) => startSyntaxThread(beside("./syntax-worker.mjs"), events),
      log,
    }),
});
connection.listen();
