/** An HTTPS host on the loopback, with a certificate of its own. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tls from "node:tls";

export class SecureHost implements AsyncDisposable {
  readonly #server: Server;
  readonly #trustedBefore: string[];

  private constructor(server: Server, trustedBefore: string[]) {
    this.#server = server;
    this.#trustedBefore = trustedBefore;
  }

  /** Undefined where no certificate can be made. This process trusts it, unless told otherwise. */
  static async start(listener: RequestListener, { isTrusted = true } = {}): Promise<SecureHost | undefined> {
    const pair = newCertificate();
    if (!pair) return undefined;
    const trusted = tls.getCACertificates("default");
    if (isTrusted) tls.setDefaultCACertificates([...trusted, pair.cert]);
    const server = createServer(pair, listener);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new SecureHost(server, trusted);
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    tls.setDefaultCACertificates(this.#trustedBefore);
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

function newCertificate(): { key: string; cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), "ossicle-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const keyKind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    execFileSync(
      "openssl",
      ["req", "-x509", ...keyKind, "-days", "2", ...names, "-keyout", key, "-out", cert],
      {
        stdio: "ignore",
      },
    );
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
