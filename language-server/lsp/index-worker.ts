/** The entry of the index's thread. It reads what is on the disk itself, and asks the server for the rest. */
import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import { DeclarationFinder } from "../../common/declarations/declaration-finder.ts";
import { packedGrammars } from "../../common/declarations/packed-grammars.ts";
import { IndexService } from "../context/index/index-service.ts";
import type { FromIndex, ToIndex } from "../context/index/messages.ts";
import { TextSearcher } from "../context/index/text-search.ts";
import { WorkerFileSystem } from "../context/index/worker-file-system.ts";
import { INDEX_BUDGET, WorkspaceIndex } from "../context/index/workspace-index.ts";
import { SecretFiles } from "../context/secret-files.ts";
import { AT_ONCE, DiskFiles } from "./files/disk-files.ts";
import { FilesByScheme } from "./files/files-by-scheme.ts";
import { gitHome } from "./files/git-home.ts";

/** A file that takes longer is told by the shape of its lines. */
const PARSING_BUDGET_MS = 500;

const port = parentPort;
if (!port) throw new Error("This runs in a worker thread of the server.");

const send = (message: FromIndex) => port.postMessage(message);
const asked = new WorkerFileSystem(send);
const tree = new FilesByScheme(new DiskFiles(AT_ONCE), asked);
let folders: readonly string[] = [];
const secrets = new SecretFiles({
  files: tree,
  workspaceFolders: () => [...folders],
  gitHome: gitHome(),
  now: Date.now,
});
const log = (line: string) => send({ type: "log", line });
const declarations = new DeclarationFinder({
  read: packedGrammars(fileURLToPath(new URL("grammars", import.meta.url))),
  budgetMs: PARSING_BUDGET_MS,
  log,
});
const index = new WorkspaceIndex({
  tree,
  secrets,
  declarations,
  folders: () => folders,
  budget: INDEX_BUDGET,
  now: Date.now,
  log,
});
const service = new IndexService(
  index,
  new TextSearcher({ tree, secrets, now: Date.now }),
  (changed) => {
    folders = changed;
  },
  asked,
  send,
);
port.on("message", (message: ToIndex) => service.receive(message));
