/**
 * Says what VS Code's own chat asks of a model, and where its tools aren't what Ossicle's mapping knows: for a new version
 * of VS Code.
 *
 *     npm run build && node tools/vscode-chat/record.ts [--out FILE]
 *
 * Runs the VS Code of `tools/editor-host`, and asks nobody but a model of its own. `--out` writes what was recorded as
 * JSON, without texts. Ends with code 1 where a tool differs.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as v from "valibot";
import {
  differencesOf,
  KNOWN_TOOLS,
  VSCODE_VERSION,
} from "../../language-server/features/language-model/native/known-tools.ts";
import { temporaryFolder } from "../editor-host/temporary-folder.ts";
import { RECORDER } from "./host/names.ts";
import { type RecordedRequest, type Recording, recordingSchema } from "./recording.ts";
import { bundleForHost, startChatEditor } from "./window.ts";

const OSSICLE = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const LIMIT_MS = 300_000;
/** Without it VS Code asks signed-out users to choose a model for titles, and asks no model for any. */
const SETTINGS = { "chat.byokUtilityModelDefault": "mainAgent" };
/** The model is that of an extension. */
const MANIFEST = {
  name: RECORDER,
  publisher: RECORDER,
  version: "0.0.1",
  engines: { vscode: "^1.120.0" },
  contributes: { languageModelChatProviders: [{ vendor: RECORDER, displayName: "Recorder" }] },
};

async function record(): Promise<Recording> {
  await using folder = await temporaryFolder();
  const extension = join(folder.path, RECORDER);
  const report = join(folder.path, "recording.json");
  await mkdir(extension);
  await writeFile(join(extension, "package.json"), JSON.stringify(MANIFEST));
  const source = fileURLToPath(new URL("host/record.ts", import.meta.url));
  const tests = await bundleForHost(source, extension, "record");
  await using editor = await startChatEditor({
    settings: SETTINGS,
    // Its agent and its tools, without a model.
    extensions: [OSSICLE],
    env: { OSSICLE_RECORDING: report, OSSICLE_RUNTIME_DIR: join(folder.path, "run") },
  });
  await writeFile(join(editor.folder, "notes.txt"), "Nothing.\n");
  await editor.open({ underTest: { extension, tests } });
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const text = await readFile(report, "utf8").catch(() => undefined);
    if (text) return v.parse(recordingSchema, JSON.parse(text));
    if (Date.now() > deadline) throw new Error("The recording did not end.");
    await delay(200);
  }
}

/** One line: what was asked when, and how large it was. */
function lineOf({ step, tools, messages }: RecordedRequest): string {
  const parts = messages.map(
    ({ role, parts }) =>
      `${role} (${parts.map(({ kind, characters }) => `${kind} ${characters}`).join(", ")})`,
  );
  return `${step}: ${tools.length} tools; characters: ${parts.join(", ")}`;
}

/** What of the tools that the mapping knows isn't as it knows them, in any request. */
function changesOf(requests: readonly RecordedRequest[]): string[] {
  const tools = requests.flatMap((request) => request.tools);
  const differences = tools.flatMap(({ name, parameters }) =>
    differencesOf({ name, description: "", parameters }),
  );
  const offered = new Set(tools.map(({ name }) => name));
  const missing = Object.keys(KNOWN_TOOLS).filter((name) => !offered.has(name));
  return [...new Set([...differences, ...missing.map((name) => `${name} isn't offered`)])];
}

const { out } = parseArgs({ options: { out: { type: "string" } } }).values;
const recording = await record();
if (out !== undefined) await writeFile(out, JSON.stringify(recording, null, 2));
console.log(recording.requests.map(lineOf).join("\n"));
if (recording.error !== undefined) throw new Error(recording.error);
const changes = changesOf(recording.requests);
const { vscode, chatExtension } = recording;
console.log(
  changes.length === 0
    ? `\nVS Code ${vscode} (chat extension ${chatExtension}) has the tools as they were in ${VSCODE_VERSION}.`
    : `\nVS Code ${vscode} (chat extension ${chatExtension}) differs from ${VSCODE_VERSION}:\n${changes.join("\n")}`,
);
process.exitCode = changes.length === 0 ? 0 : 1;
