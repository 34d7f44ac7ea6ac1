import type { CancellationToken, Uri } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";

/** Asked about at once: each question reads ignore files. */
const BATCH = 500;

/** Which files must not be attached by themselves: they may hold secrets, or are ignored. The server knows. */
export class Exclusion {
  readonly #server: LanguageServer;

  constructor(server: LanguageServer) {
    this.#server = server;
  }

  /** For each file a sentence why, or null. @throws while the server isn't running */
  async reasons(uris: readonly Uri[], token: CancellationToken): Promise<(string | null)[]> {
    const reasons: (string | null)[] = [];
    for (let at = 0; at < uris.length; at += BATCH) {
      const batch = uris.slice(at, at + BATCH).map((uri) => uri.toString());
      reasons.push(...(await this.#server.runningClient.excluded(batch, token)));
    }
    return reasons;
  }

  /** Those that may be attached. @throws while the server isn't running */
  async allowed<T extends { uri: Uri }>(of: readonly T[], token: CancellationToken): Promise<T[]> {
    const reasons = await this.reasons(
      of.map(({ uri }) => uri),
      token,
    );
    return of.filter((_, index) => reasons[index] === null);
  }
}
