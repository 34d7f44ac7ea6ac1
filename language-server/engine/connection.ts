/** One server's connection to the engine: JSON-RPC requests to the model host. */
import type { Socket } from "node:net";
import * as v from "valibot";
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
} from "vscode-jsonrpc/node";
import type { EngineStats, Lane } from "../protocol/status.ts";
import { PromptTooLongError } from "./generate.ts";
import { inspectModel } from "./inspect.ts";
import { LineMessageReader, LineMessageWriter } from "./message-stream.ts";
import { type ModelHost, NotReadyError } from "./model-host.ts";
import { ModelProblem } from "./model-problem.ts";
import * as schemas from "./params.ts";
import type { EngineSettings, GenerateResult } from "./protocol.ts";
import {
  ConfigureRequest,
  CountRequest,
  DevicesRequest,
  EngineErrors,
  GenerateRequest,
  HelloRequest,
  InspectRequest,
  LoadRequest,
  LogNotification,
  SettingsNotification,
  ShutdownRequest,
  StatsRequest,
  StatusNotification,
  TokensNotification,
  UnloadRequest,
} from "./protocol.ts";
import { UnknownSpecialError } from "./tokenizer.ts";

export interface ConnectionHost {
  readonly host: ModelHost;
  readonly build: string;
  readonly stats: EngineStats;
  readonly clients: number;
  record(lane: Lane, result: GenerateResult): void;
  shutdown(): void;
  log(line: string): void;
}

/** Serves a peer that has proved itself. The connection ends with its socket; what it asked for is then cancelled. */
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
        neededBytes: _needed,
        modifiedMs: _modified,
        ...result
      } = await inspectModel(path, signalOf(token, gone.signal));
      return result;
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
  connection.onRequest(ShutdownRequest, () => {
    engine.shutdown();
    return null;
  });
  connection.listen();
  return connection;
}

/** Tells one client the state of the model. */
export function sendStatus(connection: MessageConnection, status: ModelHost["status"]): void {
  void connection.sendNotification(StatusNotification, status);
}

/** Tells one client which settings are in force. */
export function sendSettings(connection: MessageConnection, settings: EngineSettings): void {
  void connection.sendNotification(SettingsNotification, settings);
}

/** Passes a line of the engine's log on to one client's log. */
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

/** Turns what may go wrong into the error codes of the protocol. */
async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotReadyError) throw new ResponseError(EngineErrors.notReady, error.message);
    if (error instanceof UnknownSpecialError)
      throw new ResponseError(EngineErrors.unknownSpecial, error.message);
    if (error instanceof ModelProblem)
      throw new ResponseError(EngineErrors.badModel, `${error.message} ${error.advice}`);
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
