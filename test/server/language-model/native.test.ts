/** VS Code's agent over the wire: its tools are those of the model's training, with real files. */
import assert from "node:assert/strict";
import type { LanguageModelMessage } from "../../../language-server/protocol/language-model.ts";
import {
  OSSICLE_TOOLS,
  VSCODE_TOOLS,
} from "../../unit/language-server/features/language-model/native/vscode-tools.ts";
import { answerStream, callStream } from "../support/agent-streams.ts";
import { calling, LanguageModelClient, resultOf, said } from "../support/language-model-client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { type Stream, textsOf } from "../support/test-engine.ts";

const open = (path: string) => callStream({ name: "repo_browser.open_file", arguments: { path } }, "I look.");
const patch = (...lines: string[]) =>
  callStream({
    name: "repo_browser.apply_patch",
    arguments: {
      patch: ["*** Begin Patch", "*** Update File: a.ts", "@@", ...lines, "*** End Patch"].join("\n"),
    },
  });

describe("VS Code's agent on the tools of the model's training", () => {
  let played: PlayedServer;
  let client: LanguageModelClient;
  before(async () => {
    played = await startPlayed();
    await played.workplace.write("a.ts", "export const answer = 41;\n");
    client = new LanguageModelClient(played.server);
  });
  beforeEach(() => {
    played.engine.streams = [];
    played.engine.requests.length = 0;
    played.engine.stream = answerStream("Nothing more was expected.");
  });
  after(() => played?.[Symbol.asyncDispose]());

  const question = said("user", "What is in a.ts?");
  const respond = (messages: LanguageModelMessage[], streams: Stream[]) => {
    played.engine.streams = streams;
    return client.respond(messages, {
      conversationId: "conversation",
      tools: [...VSCODE_TOOLS, ...OSSICLE_TOOLS],
    });
  };
  const promptOf = (at: number) => textsOf(played.engine.requests[at]?.prompt).join("");

  it("declares them in the system message, and only the others as functions", async () => {
    await respond([question], []);
    const [system = "", developer = ""] = promptOf(0).split("# Valid channels");
    for (const name of ["open_file", "list_dir", "print_tree", "search", "apply_patch", "exec"])
      assert.match(system, new RegExp(`type ${name} = `));
    assert.match(developer, /type mcp_weather = /);
    assert.doesNotMatch(developer, /read_file|grep_search|run_in_terminal|session_store_sql/);
    // VS Code's instructions can be switched off, and with them how a patch is written.
    assert.match(developer, /## Patches\n/);
  });

  it("calls VS Code's, with what they need, and reads their results on its own call", async () => {
    const first = await respond([question], [open("a.ts")]);
    const [call] = first.calls;
    assert.ok(call);
    assert.deepEqual([call.name, call.input.filePath], ["read_file", played.workplace.path("a.ts")]);
    const next = await respond(
      [question, calling(call), resultOf(call, "export const answer = 41;\n")],
      [answerStream("41.")],
    );
    assert.equal(next.text, "41.");
    const [before, after] = [promptOf(0), promptOf(1)];
    assert.ok(after.startsWith(before));
    assert.match(
      after.slice(before.length),
      /^analysisI look\.assistantanalysis to=repo_browser\.open_file code\{"path":"a\.ts"\}repo_browser\.open_file to=assistantanalysis.*answer = 41/s,
    );
  });

  it("renders the same call from VS Code's, where its own words aren't known any more", async () => {
    const call = {
      kind: "call" as const,
      id: "of-yesterday",
      name: "read_file",
      input: { filePath: played.workplace.path("a.ts"), startLine: 1, endLine: 200 },
    };
    await respond([question, calling(call), resultOf(call, "export const answer = 41;\n")], []);
    assert.match(promptOf(0), /assistant to=repo_browser\.open_fileanalysis code\{"path":"a\.ts"/);
  });

  it("a patch that doesn't fit is written anew, and VS Code is asked for the right one alone", async () => {
    const { calls } = await respond(
      [question],
      [
        patch("-export const other = 41;", "+export const other = 42;"),
        patch("-export const answer = 41;", "+export const answer = 42;"),
      ],
    );
    assert.deepEqual(
      calls.map(({ name }) => name),
      ["apply_patch"],
    );
    assert.match(String(calls[0]?.input.input), /\+export const answer = 42;/);
    assert.match(String(calls[0]?.input.input), new RegExp(`Update File: ${played.workplace.path("a.ts")}`));
    assert.match(promptOf(1), /repo_browser\.apply_patch to=assistant/);
    const [call] = calls;
    assert.ok(call);
    await respond([question, calling(call), resultOf(call, "Done.")], []);
    // What was answered by us is in front of the model as it was.
    assert.ok(promptOf(2).startsWith(promptOf(1)));
  });

  it("a call that is made for the third time on end is answered with a hint, without VS Code", async () => {
    const messages = [question];
    for (let times = 0; times < 2; times++) {
      const [call] = (await respond(messages, [open("a.ts")])).calls;
      assert.ok(call);
      messages.push(calling(call), resultOf(call, "export const answer = 41;\n"));
    }
    const { calls, text } = await respond(messages, [open("a.ts"), answerStream("41.")]);
    assert.deepEqual([calls, text], [[], "41."]);
    assert.match(promptOf(3), /You have made this very call before/);
  });

  it("are no other extension's: its tools are what it says", async () => {
    await client.respond([question], { caller: "extension", tools: [...VSCODE_TOOLS] });
    assert.match(promptOf(0), /type read_file = /);
    assert.doesNotMatch(promptOf(0), /repo_browser/);
  });
});
