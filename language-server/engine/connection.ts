/** One server's connection to the engine: JSON-RPC requests to the model models. */

import type { Socket } from "node:net";
import { createMessageConnection, type MessageConnection, ResponseError } from "vscode-jsonrpc/node";
import { check, onRequest, serve } from "../../common/wire.ts";
import { LineMessageReader, LineMessageWriter } from "../engine-protocol/message-stream.ts";
import { ModelProblem } from "../engine-protocol/model-problem.ts";
import { ReceivedPrompts, UnknownPromptError } from "../engine-protocol/prompt-edits.ts";
import type {
  EngineDownload,
  EngineSettings,
  EngineStatus,
  GenerateResult,
  StreamedToken,
} from "../engine-protocol/protocol.ts";
import {
  ConfigureRequest,
  CountRequest,
  DevicesRequest,
  DiagnoseRequest,
  DownloadCancelRequest,
  DownloadPauseRequest,
  DownloadStartRequest,
  DownloadsListRequest,
  DownloadsNotification,
  EngineErrors,
  GenerateRequest,
  HelloRequest,
  InspectRequest,
  LoadRequest,
  LogNotification,
  PlanCompletionRequest,
  PlanRequest,
  PromptProgressNotification,
  promptSchema,
  QueuedNotification,
  RestartNotification,
  SettingsNotification,
  ShutdownRequest,
  StatsRequest,
  StatusNotification,
  TokensNotification,
  UnloadRequest,
} from "../engine-protocol/protocol.ts";
import type { Lane } from "../protocol/lanes.ts";
import type { EngineStats } from "../protocol/status.ts";
import { engineVersions } from "./diagnosis.ts";
import type { Downloads } from "./download/downloads.ts";
import { PromptTooLongError } from "./generation/generate.ts";
import type { HeaderReader } from "./inspection/header-reader.ts";
import type { EngineModels } from "./model/engine-models.ts";
import { AnswerLostError, NotReadyError } from "./model/model-host.ts";
import { TokenOutbox } from "./token-outbox.ts";
import { UnknownSpecialError } from "./tokens/tokenizer.ts";

export interface ConnectionHost {
  readonly models: EngineModels;
  readonly headers: HeaderReader;
  readonly downloads: Downloads;
  readonly build: string;
  readonly stats: EngineStats;
  readonly clients: number;
  record(lane: Lane, result: GenerateResult): void;
  shutdown(): void;
  log(line: string): void;
}

/** Serves a peer that is authenticated. When its socket closes, its requests are cancelled. */
export function serveConnection(socket: Socket, engine: ConnectionHost): MessageConnection {
  const { models } = engine;
  const connection = createMessageConnection(new LineMessageReader(socket), new LineMessageWriter(socket));
  const prompts = new ReceivedPrompts();
  const gone = new AbortController();
  connection.onClose(() => gone.abort());
  connection.onError(([error]) => engine.log(`A client's connection failed: ${error.message}`));

  const handlers = [
    onRequest(HelloRequest, async ({ client, settings }) => {
      engine.log(`${client.name} (process ${client.pid}) connected.`);
      const status = await models.configure(settings, false);
      return { pid: process.pid, build: engine.build, status, settings: models.settings ?? settings };
    }),
    onRequest(ConfigureRequest, async ({ settings, explicit }) => {
      const status = await models.configure(settings, explicit);
      return { status, settings: models.settings ?? settings };
    }),
    onRequest(LoadRequest, ({ model = "main" }) => models.load(model)),
    onRequest(UnloadRequest, ({ model = "main" }) => models.unload(model)),
    onRequest(DevicesRequest, () => models.devices()),
    onRequest(InspectRequest, async ({ path }, signal) => {
      const {
        needs: _needs,
        markers: _markers,
        size: _size,
        modifiedMs: _modified,
        ...result
      } = await engine.headers.inspect(path, signal);
      return result;
    }),
    onRequest(PlanRequest, async (of, signal) => {
      if ("facts" in of) return models.plan(of, signal);
      return models.plan({ inspected: await engine.headers.inspect(of.path, signal) }, signal);
    }),
    onRequest(PlanCompletionRequest, async ({ path }, signal) =>
      models.planCompletion(await engine.headers.inspect(path, signal), signal),
    ),
    onRequest(DownloadsListRequest, ({ folder }) => engine.downloads.list(folder)),
    onRequest(DownloadStartRequest, ({ spec, verify }) => engine.downloads.start(spec, verify)),
    onRequest(DownloadPauseRequest, async (key) => (await engine.downloads.pause(key)) ?? null),
    onRequest(DownloadCancelRequest, async ({ keepPart, ...key }) => {
      await engine.downloads.cancel(key, keepPart);
      return null;
    }),
    onRequest(CountRequest, ({ texts }) => ({ counts: models.count(texts) })),
    onRequest(GenerateRequest, async ({ prompt: edit, ...request }, signal) => {
      const prompt = check(promptSchema, prompts.read(request.session, request.id, edit));
      const { id } = request;
      // A closed connection throws.
      const outbox = new TokenOutbox((tokens) => {
        if (!gone.signal.aborted) void connection.sendNotification(TokensNotification, { id, tokens });
      });
      const onQueued = () => {
        if (!gone.signal.aborted) void connection.sendNotification(QueuedNotification, { id });
      };
      const onProgress = (evaluatedTokens: number, promptTokens: number) => {
        if (!gone.signal.aborted)
          void connection.sendNotification(PromptProgressNotification, { id, evaluatedTokens, promptTokens });
      };
      const onToken = (token: StreamedToken) => outbox.push(token);
      try {
        const result = await models.generate({ ...request, prompt }, signal, {
          onToken,
          onQueued,
          onProgress,
        });
        engine.record(request.lane, result);
        return result;
      } finally {
        outbox.flush();
      }
    }),
    onRequest(StatsRequest, () => ({ all: engine.stats, pid: process.pid, clients: engine.clients })),
    onRequest(DiagnoseRequest, () => engineVersions(models, engine.clients)),
    onRequest(ShutdownRequest, () => {
      engine.shutdown();
      return null;
    }),
  ];
  serve(connection, handlers, { ended: gone.signal, toError });
  connection.listen();
  return connection;
}

/** Sends one client the state of the model. */
export function sendStatus(connection: MessageConnection, status: EngineStatus): void {
  void connection.sendNotification(StatusNotification, status);
}

/** Sends one client the settings in force. */
export function sendSettings(connection: MessageConnection, settings: EngineSettings): void {
  void connection.sendNotification(SettingsNotification, settings);
}

/** Announces to one client that this engine ends and another one is needed. */
export function sendRestart(connection: MessageConnection): void {
  void connection.sendNotification(RestartNotification, {});
}

/** Sends one client the downloads of a folder. */
export function sendDownloads(
  connection: MessageConnection,
  folder: string,
  downloads: EngineDownload[],
): void {
  void connection.sendNotification(DownloadsNotification, { folder, downloads });
}

/** Sends a line of the engine's log to one client. */
export function sendLogLine(connection: MessageConnection, line: string): void {
  void connection.sendNotification(LogNotification, { line });
}

/** Maps errors to the error codes of the protocol. */
function toError(error: unknown): unknown {
  if (error instanceof NotReadyError) return new ResponseError(EngineErrors.notReady, error.message);
  if (error instanceof AnswerLostError) return new ResponseError(EngineErrors.answerLost, error.message);
  if (error instanceof UnknownPromptError)
    return new ResponseError(EngineErrors.unknownPrompt, error.message);
  if (error instanceof UnknownSpecialError)
    return new ResponseError(EngineErrors.unknownSpecial, error.message);
  if (error instanceof ModelProblem)
    return new ResponseError(EngineErrors.badModel, `${error.message} ${error.advice}`, error.data);
  if (error instanceof PromptTooLongError) {
    const { promptTokens, contextTokens } = error;
    return new ResponseError(EngineErrors.promptTooLong, error.message, { promptTokens, contextTokens });
  }
  return error;
}
