/** How the language server is started, and what the client tells it about itself. */
import { type LogOutputChannel, l10n, Uri } from "vscode";
import {
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  type StaticFeature,
  TransportKind,
} from "vscode-languageclient/node";
import { allocatorEnvironment, HEAP_ARGUMENTS } from "../../common/child-environment.ts";
import { TYPED_SCHEMES } from "../ui/typed-schemes.ts";
import { serverSettings, settingsMiddleware } from "./client-settings.ts";
import type { GrowingSuggestions } from "./growing-suggestions.ts";
import { quietly } from "./quiet-middleware.ts";
import type { ReportedProblems } from "./reported-problems.ts";
import { suggestionMiddleware } from "./suggestion-params.ts";

/** Code actions then carry a command that puts the edit under review, in place of an edit that is applied at once. */
export const REVIEW: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { ...capabilities.experimental, ossicleReview: true };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

export function serverOptions(extension: Uri): ServerOptions {
  const module = Uri.joinPath(extension, "dist", "server.mjs").fsPath;
  const options = { env: allocatorEnvironment(1), execArgv: [...HEAP_ARGUMENTS] };
  const run = { module, transport: TransportKind.ipc, options };
  return { run, debug: { ...run, options: { ...options, execArgv: [...HEAP_ARGUMENTS, "--inspect=6009"] } } };
}

export function clientOptions(
  log: LogOutputChannel,
  accepted: () => void,
  problems: ReportedProblems,
  growing: GrowingSuggestions,
): LanguageClientOptions {
  return {
    documentSelector: TYPED_SCHEMES.map((scheme) => ({ scheme })),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // Read at each start. The bundle has the server's texts, too.
    initializationOptions: () => ({ ...serverSettings(), l10n: l10n.bundle }),
    initializationFailedHandler: () => false,
    middleware: {
      ...quietly(log, accepted, growing),
      ...settingsMiddleware,
      ...suggestionMiddleware(problems),
    },
  };
}
