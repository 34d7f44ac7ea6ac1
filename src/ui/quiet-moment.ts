import { workspace } from "vscode";
import { TYPED_SCHEMES } from "./typed-schemes.ts";

const QUIET_MS = 4_000;

/** Resolves once nobody has typed for a few seconds: then a notification disturbs least. */
export function quietMoment(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      subscription.dispose();
      resolve();
    };
    let timer = setTimeout(end, QUIET_MS);
    const subscription = workspace.onDidChangeTextDocument(({ document }) => {
      // An output channel is a document too.
      if (!TYPED_SCHEMES.includes(document.uri.scheme)) return;
      clearTimeout(timer);
      timer = setTimeout(end, QUIET_MS);
    });
  });
}
