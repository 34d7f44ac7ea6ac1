import { type Disposable, Uri, workspace } from "vscode";
import type { CheckpointFiles } from "./checkpoints/checkpoint-files.ts";

const SCHEME = "ossicle-before";

/** Texts from before the agent's changes, as read-only documents for the diff editor. */
export class EarlierTexts implements Disposable {
  readonly #registration: Disposable;

  constructor(texts: Pick<CheckpointFiles, "text">) {
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: ({ query }) => {
        const [threadId = "", name = ""] = query.split(" ");
        return texts.text(threadId, name);
      },
    });
  }

  /** Keeps the file's path, from which VS Code takes language and name. */
  uriOf({ path }: Uri, threadId: string, name: string): Uri {
    return Uri.from({ scheme: SCHEME, path, query: `${threadId} ${name}` });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
