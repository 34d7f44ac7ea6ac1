/**
 * Both sides of a new connection prove that they know the secret of the address file, before any JSON-RPC:
 * challenge and answer by HMAC-SHA-256 in both directions, one JSON object a line. This exchange stays the same
 * in every version of the protocol, so that a newer server can ask an older engine to leave.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import * as v from "valibot";

export const HANDSHAKE_TIMEOUT_MS = 2_000;
const MAX_LINE_BYTES = 1_024;

const challengeSchema = v.object({ challenge: v.pipe(v.string(), v.hexadecimal()) });
const answerSchema = v.object({
  answer: v.pipe(v.string(), v.hexadecimal()),
  challenge: v.pipe(v.string(), v.hexadecimal()),
});
const proofSchema = v.object({ answer: v.pipe(v.string(), v.hexadecimal()) });

/** The engine's side. Rejects (and the caller drops the socket) when the peer doesn't know the secret in time. */
export async function acceptPeer(socket: Socket, secret: string): Promise<void> {
  const own = newChallenge();
  send(socket, { challenge: own });
  const { answer, challenge } = v.parse(answerSchema, await readLine(socket, HANDSHAKE_TIMEOUT_MS));
  if (!isEqual(answer, proof(secret, "client", own)))
    throw new Error("The peer does not know the engine's secret.");
  send(socket, { answer: proof(secret, "engine", challenge) });
}

/** The other side has said nothing in time. It may be busy. */
export class SilentPeerError extends Error {}

/**
 * The server's side. Rejects when the other side is not the engine that wrote the address file.
 *
 * @throws SilentPeerError when nothing is heard for `timeoutMs`
 */
export async function provePeer(
  socket: Socket,
  secret: string,
  timeoutMs: number = HANDSHAKE_TIMEOUT_MS,
): Promise<void> {
  const { challenge } = v.parse(challengeSchema, await readLine(socket, timeoutMs));
  const own = newChallenge();
  send(socket, { answer: proof(secret, "client", challenge), challenge: own });
  const { answer } = v.parse(proofSchema, await readLine(socket, timeoutMs));
  if (!isEqual(answer, proof(secret, "engine", own)))
    throw new Error("The process at the engine's address is not the engine.");
}

const newChallenge = () => randomBytes(32).toString("hex");

function proof(secret: string, role: "client" | "engine", challenge: string): string {
  return createHmac("sha256", Buffer.from(secret, "hex")).update(`${role}:${challenge}`).digest("hex");
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function send(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

/** Reads one line and leaves what comes after it in the stream. */
function readLine(socket: Socket, timeoutMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => done(new SilentPeerError("The peer did not answer the handshake in time.")),
      timeoutMs,
    );
    let received = Buffer.alloc(0);
    const onReadable = () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
        received = Buffer.concat([received, chunk]);
        const end = received.indexOf(10);
        if (end >= 0) {
          // Before the rest is put back: it makes the stream readable again.
          socket.off("readable", onReadable);
          const rest = received.subarray(end + 1);
          if (rest.length > 0) socket.unshift(rest);
          try {
            done(undefined, JSON.parse(received.subarray(0, end).toString("utf8")));
          } catch (error) {
            done(error as Error);
          }
          return;
        }
        if (received.length > MAX_LINE_BYTES) {
          done(new Error("The peer's handshake is too long."));
          return;
        }
      }
    };
    const onEnd = () => done(new Error("The connection ended during the handshake."));
    function done(error: Error | undefined, value?: unknown) {
      clearTimeout(timer);
      socket.off("readable", onReadable);
      socket.off("close", onEnd);
      socket.off("end", onEnd);
      socket.off("error", done);
      if (error) reject(error);
      else resolve(value);
    }
    socket.on("readable", onReadable);
    socket.on("close", onEnd);
    socket.on("end", onEnd);
    socket.on("error", done);
    onReadable();
  });
}
