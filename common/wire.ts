/**
 * JSON-RPC messages between processes. A message is defined by its schemas: its types are inferred from them, and what
 * comes from the other process is checked with them once, where it enters.
 */
import * as v from "valibot";
import {
  CancellationToken,
  type Disposable,
  ErrorCodes,
  NotificationType,
  RequestType,
  ResponseError,
} from "vscode-jsonrpc";
import { withSignal } from "./cancellation.ts";

/** A request with the schemas of its parameters and its result. */
class CheckedRequest<Params, Result> extends RequestType<Params, Result, void> {
  readonly params: v.GenericSchema<unknown, Params>;
  readonly result: v.GenericSchema<unknown, Result>;

  constructor(
    method: string,
    params: v.GenericSchema<unknown, Params>,
    result: v.GenericSchema<unknown, Result>,
  ) {
    super(method);
    this.params = params;
    this.result = result;
  }
}

/** A notification with the schema of its parameters. */
class CheckedNotification<Params> extends NotificationType<Params> {
  readonly params: v.GenericSchema<unknown, Params>;

  constructor(method: string, params: v.GenericSchema<unknown, Params>) {
    super(method);
    this.params = params;
  }
}

export type { CheckedNotification, CheckedRequest };

/** Defines a request. */
export function request<Params, Result>(
  method: string,
  params: v.GenericSchema<unknown, Params>,
  result: v.GenericSchema<unknown, Result>,
): CheckedRequest<Params, Result> {
  return new CheckedRequest(method, params, result);
}

/** Defines a notification. */
export function notification<Params>(
  method: string,
  params: v.GenericSchema<unknown, Params>,
): CheckedNotification<Params> {
  return new CheckedNotification(method, params);
}

/** The parameters of a message that has none to speak of. */
export const nothing = v.nullish(v.object({}), {});

/** The end of a connection that hears messages. */
interface Receiver {
  onRequest<P, R, E>(
    type: RequestType<P, R, E>,
    handler: NoInfer<(params: P, token: CancellationToken) => unknown>,
  ): Disposable;
  onNotification<P>(type: NotificationType<P>, handler: NoInfer<(params: P) => void>): Disposable;
}

/** The end of a connection that asks. */
interface Sender {
  sendRequest<P, R, E>(type: RequestType<P, R, E>, params: NoInfer<P>, token?: CancellationToken): Promise<R>;
}

/** One row of a table of handlers. */
export type Handler = (connection: Receiver, hooks: ServeHooks) => Disposable;

interface ServeHooks {
  /** Aborts what is running for the other side, beside its own cancels. */
  ended?: AbortSignal;
  /** The error that the other side gets for one that was thrown. */
  toError?: (error: unknown) => unknown;
  /** Says what is wrong with a notification that is left out; otherwise the connection does. */
  log?: (line: string) => void;
}

/**
 * Answers a request. Parameters that don't fit get `InvalidParams`.
 *
 * @param run its signal aborts when the other side cancels the request
 */
export function onRequest<Params, Result>(
  type: CheckedRequest<Params, Result>,
  run: (params: Params, signal: AbortSignal) => Result | Promise<Result>,
): Handler {
  return (connection, { ended, toError = (error) => error }) =>
    connection.onRequest(type, async (...args: unknown[]) => {
      // For a list, the library hands over its items; an empty one is how Lua sends an empty table.
      const params = check(type.params, args.length > 1 ? args[0] : undefined);
      const token = args.at(-1);
      try {
        return await withSignal(
          CancellationToken.is(token) ? token : CancellationToken.None,
          async (signal) => run(params, signal),
          ended,
        );
      } catch (error) {
        throw toError(error);
      }
    });
}

/** Listens to a notification. One that doesn't fit is left out. */
export function onNotification<Params>(
  type: CheckedNotification<Params>,
  run: (params: Params) => void,
): Handler {
  return (connection, { log }) =>
    connection.onNotification(type, (raw: unknown) => {
      const checked = read(type.params, raw, "params");
      if ("output" in checked) return run(checked.output);
      const line = `${type.method} is left out: ${checked.problem}`;
      if (!log) throw new Error(line);
      log(line);
    });
}

/** Serves a table of handlers until disposed. */
export function serve(
  connection: Receiver,
  handlers: readonly Handler[],
  hooks: ServeHooks = {},
): Disposable {
  const subscriptions = handlers.map((handler) => handler(connection, hooks));
  return {
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

export class InvalidResultError extends Error {}

/** Sends a request. Rejects with an `InvalidResultError` when the result doesn't fit. */
export async function ask<Params, Result>(
  connection: Sender,
  type: CheckedRequest<Params, Result>,
  params: Params,
  token?: CancellationToken,
): Promise<Result> {
  const raw: unknown = await connection.sendRequest(type, params, token);
  const checked = read(type.result, raw, "result");
  if ("output" in checked) return checked.output;
  throw new InvalidResultError(`The result of ${type.method} can't be used: ${checked.problem}`);
}

/** The checked value, or a `ResponseError` that names the field which is wrong. */
export function check<Output>(schema: v.GenericSchema<unknown, Output>, raw: unknown): Output {
  const checked = read(schema, raw, "params");
  if ("output" in checked) return checked.output;
  throw new ResponseError(ErrorCodes.InvalidParams, checked.problem);
}

function read<Output>(
  schema: v.GenericSchema<unknown, Output>,
  raw: unknown,
  whole: string,
): { output: Output } | { problem: string } {
  const parsed = v.safeParse(schema, raw, { abortEarly: true });
  if (parsed.success) return { output: parsed.output };
  const [issue] = parsed.issues;
  // Not the issue's message: it quotes what it received, which may be the user's code.
  return { problem: `${v.getDotPath(issue) ?? whole}: ${issue.expected ?? "another value"} expected` };
}
