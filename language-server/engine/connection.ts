/** One server's connection to the engine: JSON-RPC requests to the model host. */
import type { Socket } from "node:net";
import * as v from "valibot";
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
} from "vscode-jsonrpc/node";
import { LineMessageReader, LineMessageWriter } from "../engine-protocol/message-stream.ts";
import { ModelProblem } from "../engine-protocol/model-problem.ts";
import * as schemas from "../engine-protocol/params.ts";
import type { EngineSettings, GenerateResult } from "../engine-protocol/protocol.ts";
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
  PlanRequest,
  RestartNotification,
  SettingsNotification,
  ShutdownRequest,
  StatsRequest,
  StatusNotification,
  TokensNotification,
  UnloadRequest,
} from "../engine-protocol/protocol.ts";
import type { Download } from "../protocol/models.ts";
import type { EngineStats, Lane } from "../protocol/status.ts";
import { engineVersions } from "./diagnosis.ts";
import type { Downloads } from "./download/downloads.ts";
import { PromptTooLongError } from "./generation/generate.ts";
import type { HeaderReader } from "./inspection/header-reader.ts";
import { AnswerLostError, type ModelHost, NotReadyError } from "./model/model-host.ts";
import { UnknownSpecialError } from "./tokens/tokenizer.ts";

export interface ConnectionHost {
  readonly host: ModelHost;
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
  const { host } = engine;
  const connection = createMessageConnection(new LineMessageReader(socket), new LineMessageWriter(socket));
  const gone = new AbortController();
  connection.onClose(() => gone.abort());
  connection.onError(([error]) => engine.log(`A client's connection failed: ${error.message}`));

  connection.onRequest(HelloRequest, (raw) => {
    const { client, settings } = check(schemas.hello, raw);
    engine.log(`${client.name} (process ${client.pid}) connected.`);
    return answer(async () => {
      const status = await host.configure(settings, false);
      return { pid: process.pid, build: engine.build, status, settings: host.settings ?? settings };
    });
  });
  connection.onRequest(ConfigureRequest, (raw) => {
    const { settings, explicit } = check(schemas.configure, raw);
    return answer(async () => {
      const status = await host.configure(settings, explicit);
      return { status, settings: host.settings ?? settings };
    });
  });
  connection.onRequest(LoadRequest, () => answer(() => host.load()));
  connection.onRequest(UnloadRequest, () => answer(() => host.unload()));
  connection.onRequest(DevicesRequest, () => answer(() => host.devices()));
  connection.onRequest(InspectRequest, (raw, token) => {
    const { path } = check(schemas.inspect, raw);
    return answer(async () => {
      const {
        needs: _needs,
        size: _size,
        modifiedMs: _modified,
        ...result
      } = await engine.headers.inspect(path, signalOf(token, gone.signal));
      return result;
    });
  });
  connection.onRequest(PlanRequest, (raw, token) => {
    const of = check(schemas.plan, raw);
    return answer(async () => {
      const signal = signalOf(token, gone.signal);
      if ("facts" in of) return host.plan(of, signal);
      return host.plan({ inspected: await engine.headers.inspect(of.path, signal) }, signal);
    });
  });
  connection.onRequest(DownloadsListRequest, (raw) => {
    const { folder } = check(schemas.downloadsList, raw);
    return answer(() => engine.downloads.list(folder));
  });
  connection.onRequest(DownloadStartRequest, (raw) => {
    const { spec, verify } = check(schemas.downloadStart, raw);
    return answer(() => engine.downloads.start(spec, verify));
  });
  connection.onRequest(DownloadPauseRequest, (raw) => {
    const key = check(schemas.downloadPause, raw);
    return answer(async () => (await engine.downloads.pause(key)) ?? null);
  });
  connection.onRequest(DownloadCancelRequest, (raw) => {
    const { keepPart, ...key } = check(schemas.downloadCancel, raw);
    return answer(async () => {
      await engine.downloads.cancel(key, keepPart);
      return null;
    });
  });
  connection.onRequest(CountRequest, (raw) => {
    const { texts } = check(schemas.count, raw);
    return answer(async () => ({ counts: host.count(texts) }));
  });
  connection.onRequest(GenerateRequest, (raw, token) => {
    const params = check(schemas.generate, raw);
    return answer(async () => {
      const result = await host.generate(params, signalOf(token, gone.signal), (streamed) => {
        void connection.sendNotification(TokensNotification, { id: params.id, tokens: [streamed] });
      });
      engine.record(params.lane, result);
      return result;
    });
  });
  connection.onRequest(StatsRequest, () => ({
    all: engine.stats,
    pid: process.pid,
    clients: engine.clients,
  }));
  connection.onRequest(DiagnoseRequest, () => answer(() => engineVersions(host, engine.clients)));
  connection.onRequest(ShutdownRequest, () => {
    engine.shutdown();
    return null;
  });
  connection.listen();
  return connection;
}

/** Sends one client the state of the model. */
export function sendStatus(connection: MessageConnection, status: ModelHost["status"]): void {
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
export function sendDownloads(connection: MessageConnection, folder: string, downloads: Download[]): void {
  void connection.sendNotification(DownloadsNotification, { folder, downloads });
}

/** Sends a line of the engine's log to one client. */
export function sendLogLine(connection: MessageConnection, line: string): void {
  void connection.sendNotification(LogNotification, { line });
}

function check<Schema extends v.GenericSchema>(schema: Schema, raw: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, raw);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new ResponseError(INVALID_PARAMS, `${v.getDotPath(issue) ?? "params"}: ${issue.message}`);
}

/** JSON-RPC's own code. */
const INVALID_PARAMS = -32602;

/** Maps errors to the error codes of the protocol. */
async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotReadyError) throw new ResponseError(EngineErrors.notReady, error.message);
    if (error instanceof AnswerLostError) throw new ResponseError(EngineErrors.answerLost, error.message);
    if (error instanceof UnknownSpecialError)
      throw new ResponseError(EngineErrors.unknownSpecial, error.message);
    if (error instanceof ModelProblem)
      throw new ResponseError(EngineErrors.badModel, `${error.message} ${error.advice}`, {
        reason: error.message,
        advice: error.advice,
        remedy: error.remedy,
      });
    if (error instanceof PromptTooLongError) {
      const { promptTokens, contextTokens } = error;
      throw new ResponseError(EngineErrors.promptTooLong, error.message, { promptTokens, contextTokens });
    }
    throw error;
  }
}

function signalOf(token: CancellationToken, gone: AbortSignal): AbortSignal {
  const cancelled = new AbortController();
  if (token.isCancellationRequested) cancelled.abort();
  token.onCancellationRequested(() => cancelled.abort());
  return AbortSignal.any([cancelled.signal, gone]);
}
