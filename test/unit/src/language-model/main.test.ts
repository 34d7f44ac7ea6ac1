import assert from "node:assert/strict";
import { type CancellationToken, EventEmitter, LanguageModelError, LanguageModelTextPart } from "vscode";
import type {
  LanguageModelEvent,
  RespondParams,
  RespondResult,
} from "../../../../language-server/protocol/language-model.ts";
import { type ModelStatus, NO_COUNTS } from "../../../../language-server/protocol/status.ts";
import { LanguageModel, type RespondingServer } from "../../../../src/language-model/main.ts";
import { offeredModel } from "../../../../src/language-model/model-information.ts";
import type { ServerState } from "../../../../src/server/server-state.ts";
import { Refusal } from "../../../../src/text/refusal.ts";

const READY: ModelStatus = {
  state: "ready",
  model: {
    name: "gpt-oss-20b",
    path: "/gpt-oss-20b.gguf",
    architecture: "gpt-oss",
    bytes: 12e9,
    dialect: "harmony",
    chats: true,
  },
};
const WHOLE: RespondResult = { ...NO_COUNTS, stopReason: "end", evaluatedTokens: 0 };
const VS_CODE = { requestInitiator: "github.copilot-chat" };

type Respond = (onEvent: (event: LanguageModelEvent) => void) => Promise<RespondResult>;

class Server implements RespondingServer {
  readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  readonly client = undefined;
  readonly asked: Omit<RespondParams, "requestId">[] = [];
  state: ServerState = "running";
  model: ModelStatus | undefined = READY;
  respond: Respond;

  constructor(respond: Respond) {
    this.respond = respond;
  }

  async startedClient() {
    return {
      respond: (
        params: Omit<RespondParams, "requestId">,
        _token: CancellationToken,
        onEvent: (event: LanguageModelEvent) => void,
      ) => {
        this.asked.push(params);
        return this.respond(onEvent);
      },
    };
  }
}

/** Asks, and gives back the parts that came. */
async function ask(server: Server, options: object = VS_CODE, isCancelled = false): Promise<unknown[]> {
  const parts: unknown[] = [];
  const messages = [{ role: 1, content: [new LanguageModelTextPart("Hello")], name: undefined }];
  const token: CancellationToken = {
    isCancellationRequested: isCancelled,
    onCancellationRequested: () => ({ dispose: () => {} }),
  };
  using model = disposable(new LanguageModel(server));
  await model.respond(
    offeredModel(READY, "medium"),
    { messages, options: { toolMode: 1, ...options } },
    { report: (part) => parts.push(part) },
    token,
  );
  return parts;
}

const disposable = (model: LanguageModel) =>
  Object.assign(model, { [Symbol.dispose]: () => model.dispose() });

const kinds = (parts: readonly unknown[]) => parts.map((part) => part?.constructor.name);
const answers =
  (result: Partial<RespondResult>, ...events: LanguageModelEvent[]): Respond =>
  async (onEvent) => {
    for (const event of events) onEvent(event);
    return { ...WHOLE, ...result };
  };
const HI: LanguageModelEvent = { kind: "text", text: "Hi." };
const PROGRESS: LanguageModelEvent = { kind: "progress", evaluatedTokens: 0, promptTokens: 2_000 };

describe("an answer in VS Code's language model API", () => {
  it("comes as thoughts, text and calls, and for VS Code's chat with how it goes and what it took", async () => {
    const call = { kind: "call" as const, id: "1", name: "read_file", input: { filePath: "/a.ts" } };
    const events = [
      { kind: "queued" as const },
      PROGRESS,
      { kind: "thinking" as const, text: "So." },
      HI,
      call,
    ];
    const respond = answers({ stopReason: "toolCalls", promptTokens: 2_000, generatedTokens: 50 }, ...events);
    assert.deepEqual(kinds(await ask(new Server(respond))), [
      "LanguageModelThinkingPart",
      "LanguageModelThinkingPart",
      "LanguageModelThinkingPart",
      "LanguageModelTextPart",
      "LanguageModelToolCallPart",
      "LanguageModelDataPart",
    ]);
    assert.deepEqual(kinds(await ask(new Server(respond), {})), [
      "LanguageModelThinkingPart",
      "LanguageModelTextPart",
      "LanguageModelToolCallPart",
    ]);
  });

  it("says that a model is loaded first", async () => {
    const server = new Server(answers({}, HI));
    server.model = { ...READY, state: "unloaded" };
    assert.deepEqual(kinds(await ask(server)), ["LanguageModelThinkingPart", "LanguageModelTextPart"]);
  });

  it("that isn't whole is an error: without a stack for VS Code's chat, of the API's kind for others", async () => {
    const tooLong = answers({
      stopReason: "context",
      cutReason: "tooLong",
      sizes: { promptTokens: 40_000, contextTokens: 32_768 },
    });
    const thrown = async (server: Server, options?: object) => {
      const error = await ask(server, options).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof Error);
      return error;
    };
    const shown = await thrown(new Server(tooLong));
    assert.match(shown.message, /^The request has 40,000 tokens, .* 32,768\. /);
    assert.equal(shown.stack, "");
    assert.ok((await thrown(new Server(tooLong), {})) instanceof LanguageModelError);

    const none = new Server(answers({ stopReason: "unusable", cutReason: "noModel" }));
    none.model = { state: "none", reason: "No model is selected." };
    assert.equal(
      (await thrown(none)).message,
      'No model is selected. Run "Ossicle: Set Up…" in the Command Palette.',
    );
    const notFound = await thrown(none, {});
    assert.equal(notFound instanceof LanguageModelError && notFound.code, "NotFound");
    const gone = new Server(answers({}));
    gone.startedClient = async () => {
      throw new Refusal("It isn't running.", { label: "Restart", command: "ossicle.restartServer" });
    };
    assert.match((await thrown(gone)).message, /^It isn't running\. Run "Ossicle: Restart Language Server"/);
  });

  it("that was cancelled is none", async () => {
    const server = new Server(answers({ stopReason: "cancelled" }));
    assert.deepEqual(await ask(server), []);
    const failing = new Server(() => Promise.reject(new Error("cancelled")));
    assert.deepEqual(await ask(failing, VS_CODE, true), []);
  });

  it("ends with the server", async () => {
    const server = new Server(
      () =>
        new Promise(() => {
          server.state = "restarting";
          server.changed.fire();
        }),
    );
    await assert.rejects(ask(server), /language server stopped before the answer was complete/);
  });
});
