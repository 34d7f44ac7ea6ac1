import { type Disposable, workspace } from "vscode";
import {
  type BaseLanguageClient,
  DidChangeConfigurationNotification,
  type Middleware,
  type StaticFeature,
} from "vscode-languageclient/node";
import { withProxy } from "./download-proxy.ts";

const SECTION = "ossicle";
const PROXY = "http.proxy";

/** The settings as they are sent to the server. */
export function serverSettings(): object {
  // `getConfiguration` answers with proxies, which can't be sent.
  return Object(withEditorsProxy(JSON.parse(JSON.stringify(workspace.getConfiguration(SECTION)))));
}

/** Answers the server's question for its settings with the same. */
export const settingsMiddleware: Middleware = {
  workspace: {
    async configuration(params, token, next) {
      const answers = await next(params, token);
      if (!Array.isArray(answers)) return answers;
      return answers.map((answer: unknown, index) =>
        params.items[index]?.section === SECTION ? withEditorsProxy(answer) : answer,
      );
    },
  },
};

/** The server asks for its settings again when VS Code's proxy changes; by itself it follows only its own section. */
export class EditorsProxy implements StaticFeature {
  readonly #client: BaseLanguageClient;
  #subscription: Disposable | undefined;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
  }

  fillClientCapabilities(): void {}

  initialize(): void {
    this.clear();
    this.#subscription = workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration(PROXY) && this.#client.isRunning())
        await this.#client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    });
  }

  getState(): { kind: "static" } {
    return { kind: "static" };
  }

  clear(): void {
    this.#subscription?.dispose();
  }
}

function withEditorsProxy(settings: unknown): unknown {
  return withProxy(settings, workspace.getConfiguration().get(PROXY));
}
