/** The entry of the thread in which grammars check suggestions. */
import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import { packedGrammars } from "../../common/declarations/packed-grammars.ts";
import type { FromSyntax, ToSyntax } from "../features/completion/syntax/messages.ts";
import { SyntaxCheck } from "../features/completion/syntax/syntax-check.ts";
import { SyntaxService } from "../features/completion/syntax/syntax-service.ts";

const port = parentPort;
if (!port) throw new Error("This runs in a worker thread of the server.");

const send = (message: FromSyntax) => port.postMessage(message);
const check = new SyntaxCheck(packedGrammars(fileURLToPath(new URL("grammars", import.meta.url))), (line) =>
  send({ type: "log", line }),
);
const service = new SyntaxService(check, send);
port.on("message", (message: ToSyntax) => service.receive(message));
