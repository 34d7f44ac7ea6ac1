/**
 * Opens one file of a model host from a byte on: follows redirects, goes through a proxy where one is set, and tells
 * an answer that will never do from one that is worth another try. Sends no cookie, no token and no name but the program's.
 */

import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import * as tls from "node:tls";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import {
  inEnglish,
  type TranslatableText,
  translatable,
  untranslated,
} from "../../../common/translatable-text.ts";
import { downloadProblems } from "./download-problem.ts";
import { environmentProxy } from "./environment-proxy.ts";

const MAX_REDIRECTS = 5;

/** Which file the bytes that are there came from: of another one, the rest would not fit. */
export interface Origin {
  host: string;
  etag: string;
}

export interface TransferRequest {
  url: string;
  /** The file's name, for messages. */
  name: string;
  /** How many bytes the whole file has. */
  bytes: number;
  /** How many of them are there already. */
  offset: number;
  /** Where those came from. */
  origin: Origin | undefined;
  /** Address of an HTTP proxy; "" where no setting names one, and the environment may. */
  proxy: string;
  /** Without a byte for so long, the connection counts as lost. */
  stallMs: number;
  signal: AbortSignal;
}

export interface Transfer {
  body: IncomingMessage;
  /** Position in the file of the first byte that comes: `offset`, or 0 where the host begins again. */
  from: number;
  /** The bytes that are there are another file's: begin again. */
  isOtherFile: boolean;
  origin: Origin | undefined;
}

/** A failure that may be temporary: of the connection or of the host. */
export class TransientError extends Error {
  /** `status`, where the host answered. */
  readonly status: number | undefined;

  readonly reason: TranslatableText;

  constructor(reason: TranslatableText, status?: number) {
    super(inEnglish(reason));
    this.reason = reason;
    this.status = status;
  }
}

/** Rejects with a `DownloadProblem` (no use to try again) or a `TransientError`. */
export async function openTransfer(wanted: TransferRequest): Promise<Transfer> {
  let url = new URL(wanted.url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await send(url, wanted);
    const { statusCode: status = 0, headers } = response;
    if (status < 300 || status > 399) return accept(response, url, wanted);
    response.destroy();
    const next = URL.parse(headers.location ?? "", url.href);
    if (next === null || !["http:", "https:"].includes(next.protocol))
      throw downloadProblems.unexpected(url.host, status);
    if (url.protocol === "https:" && next.protocol === "http:")
      throw downloadProblems.insecureRedirect(url.host, next.host);
    url = next;
  }
  throw downloadProblems.tooManyRedirects(url.host);
}

async function send(
  url: URL,
  { offset, origin, proxy, stallMs, signal }: TransferRequest,
): Promise<IncomingMessage> {
  const isSecure = url.protocol === "https:";
  const through = proxy === "" ? environmentProxy(url, process.env) : proxy;
  const options: RequestOptions & tls.ConnectionOptions = {
    signal,
    headers: {
      // Hosts refuse clients without a name.
      "user-agent": "Ossicle",
      // Part of a compressed file is of no use.
      "accept-encoding": "identity",
      ...(offset > 0 ? { range: `bytes=${offset}-` } : {}),
      // Tags are a host's own: another one, behind the same redirect, would only begin again.
      ...(offset > 0 && origin?.host === url.host ? { "if-range": origin.etag } : {}),
    },
    ...(isSecure ? { ca: certificates() } : {}),
    agent: proxyAgent(through, isSecure) ?? false,
  };
  return new Promise((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(url, options, (response) => {
      clearTimeout(unanswered);
      response.setTimeout(stallMs, () =>
        response.destroy(new TransientError(translatable("no more data arrived"))),
      );
      resolve(response);
    });
    // Not the request's own timeout: it begins when a proxy has made the connection.
    const unanswered = setTimeout(
      () => request.destroy(new TransientError(translatable("it doesn't respond"))),
      stallMs,
    );
    request.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(unanswered);
      if (signal.aborted) reject(signal.reason);
      else if (isCertificateError(error)) reject(downloadProblems.certificate(url.host, error.message));
      else reject(new TransientError(withProxy(reasonOf(error), through)));
    });
    request.end();
  });
}

/** Says which proxy it was: the environment's may be none that the user knows of. */
function withProxy(reason: TranslatableText, proxy: string): TranslatableText {
  const { host = "" } = URL.parse(proxy) ?? {};
  return host === "" ? reason : translatable("{0} (through the proxy {1})", reason, host);
}

function proxyAgent(proxy: string, isSecure: boolean) {
  if (proxy === "") return undefined;
  return isSecure ? new HttpsProxyAgent(proxy) : new HttpProxyAgent(proxy);
}

/** Node's own, and the system's, where a company has put its own one. */
function certificates(): string[] | undefined {
  // Not in every editor's Node.
  if (typeof tls.getCACertificates !== "function") return undefined;
  return [...tls.getCACertificates("default"), ...tls.getCACertificates("system")];
}

function accept(body: IncomingMessage, url: URL, { name, bytes, offset, origin }: TransferRequest): Transfer {
  const { statusCode: status = 0, headers } = body;
  const etag = headers.etag;
  // A weak tag doesn't say that the bytes are the same.
  const newOrigin = etag === undefined || etag.startsWith("W/") ? undefined : { host: url.host, etag };
  const isOtherFile =
    offset > 0 && origin !== undefined && newOrigin?.host === origin.host && newOrigin.etag !== origin.etag;
  try {
    const encoding = headers["content-encoding"] ?? "identity";
    if (status === 206 && encoding === "identity") {
      const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers["content-range"] ?? "") ?? [];
      if (Number(start) !== offset) throw downloadProblems.unexpected(url.host, status);
      if (Number(total) !== bytes) throw downloadProblems.wrongLength(url.host, name, Number(total), bytes);
      return { body, from: offset, isOtherFile, origin: newOrigin };
    }
    if (status === 200 && encoding === "identity") {
      const length = headers["content-length"];
      if (length !== undefined && Number(length) !== bytes)
        throw downloadProblems.wrongLength(url.host, name, Number(length), bytes);
      return { body, from: 0, isOtherFile, origin: newOrigin };
    }
    if (status === 416) {
      const [, total] = /^bytes \*\/(\d+)$/.exec(headers["content-range"] ?? "") ?? [];
      if (total !== undefined) throw downloadProblems.wrongLength(url.host, name, Number(total), bytes);
    }
    if (status >= 500 || status === 429 || status === 408)
      throw new TransientError(translatable("it responded with {0}", status), status);
    if (status === 404 || status === 410) throw downloadProblems.notThere(url.host, name, status);
    if (status === 401 || status === 403) throw downloadProblems.refused(url.host, name, status);
    if (status === 407) throw downloadProblems.proxyPassword();
    throw downloadProblems.unexpected(url.host, status);
  } catch (error) {
    body.destroy();
    throw error;
  }
}

function isCertificateError({ code = "" }: NodeJS.ErrnoException): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/.test(code);
}

const REASONS: Record<string, TranslatableText> = {
  ECONNREFUSED: translatable("the connection was refused"),
  ECONNRESET: translatable("the connection was reset"),
  ENOTFOUND: translatable("its name couldn't be resolved"),
  EAI_AGAIN: translatable("its name couldn't be resolved"),
  ENETUNREACH: translatable("there is no network"),
  ETIMEDOUT: translatable("it doesn't respond"),
  EPIPE: translatable("the connection was reset"),
};

export function reasonOf(error: NodeJS.ErrnoException): TranslatableText {
  if (error instanceof TransientError) return error.reason;
  return REASONS[error.code ?? ""] ?? untranslated(error.message);
}
