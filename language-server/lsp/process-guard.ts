/** Keeps the server up when something unforeseen happens: it holds the client's open documents. */

/**
 * Logs what nobody caught and goes on.
 *
 * The server's state is the documents and what features derive from them; no step leaves either half-written, so
 * going on is safe, while ending would close every open document's suggestions over one bad message.
 */
export function survive(log: (line: string) => void): void {
  process.on("uncaughtException", (error) => {
    // The client closed the channel: there is nobody left to serve or to tell.
    if (isClosedChannel(error)) process.exit(1);
    log(`Unexpected: ${describeUnexpected(error)}`);
  });
  process.on("unhandledRejection", (reason) => log(`Unexpected: ${describeUnexpected(reason)}`));
}

/**
 * Where an error comes from, without its message: messages of parsers and assertions quote what they were given,
 * and that may be the user's code.
 */
export function describeUnexpected(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return [error.name, ...frames.slice(0, 8)].join("\n");
}

function isClosedChannel(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    ["EPIPE", "ERR_IPC_CHANNEL_CLOSED", "ERR_STREAM_DESTROYED"].includes(String(error.code))
  );
}
