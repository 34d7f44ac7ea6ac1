import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  acceptPeer,
  HANDSHAKE_TIMEOUT_MS,
  provePeer,
} from "../../../../language-server/engine-protocol/handshake.ts";
import { LineMessageReader } from "../../../../language-server/engine-protocol/message-stream.ts";

describe("handshake", () => {
  let folder = "";
  let server: Server;
  let client: Socket;
  let peer: Socket;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-hs-"));
    server = createServer();
    server.listen(join(folder, "s"));
    await once(server, "listening");
    const arrived = once(server, "connection");
    client = connect(join(folder, "s"));
    [peer] = await arrived;
  });
  afterEach(async () => {
    client.destroy();
    peer.destroy();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("lets both sides in when they share the secret, and loses no message that follows at once", async () => {
    const accepted = acceptPeer(peer, "abcd");
    const proved = provePeer(client, "abcd").then(() => {
      client.write('{"jsonrpc":"2.0","method":"first"}\n{"jsonrpc":"2.0","method":"second"}\n');
    });
    await Promise.all([accepted, proved]);
    const methods: unknown[] = [];
    await new Promise<void>((resolve) => {
      new LineMessageReader(peer).listen((message) => {
        methods.push(Reflect.get(message, "method"));
        if (methods.length === 2) resolve();
      });
    });
    assert.deepEqual(methods, ["first", "second"]);
  });

  it("drops a client with a wrong secret", async () => {
    const proved = provePeer(client, "ffff");
    proved.catch(() => {});
    await assert.rejects(acceptPeer(peer, "abcd"), /secret/);
  });

  it("does not trust a process that sits at the engine's address without the secret", async () => {
    // It lets everyone in, but can't prove itself.
    peer.write('{"challenge":"00"}\n');
    peer.once("data", () => peer.write(`{"answer":"${"0".repeat(64)}"}\n`));
    await assert.rejects(provePeer(client, "abcd"), /not the engine/);
  });

  it("drops a peer that sends garbage or too much", async () => {
    client.write("GET / HTTP/1.1\n");
    await assert.rejects(acceptPeer(peer, "abcd"));
    const accepted = acceptPeer(peer, "abcd");
    client.write("x".repeat(5_000));
    await assert.rejects(accepted, /too long/);
  });

  it("drops a peer that stays silent", async function () {
    this.timeout(HANDSHAKE_TIMEOUT_MS + 3_000);
    await assert.rejects(acceptPeer(peer, "abcd"), /in time/);
  });
});
