import { CancellationTokenSource, Uri, window, workspace } from "vscode";
import { protectedKind } from "../../common/protected-paths/protection.ts";
import { pathInside, realPathOf } from "../../common/protected-paths/real-path.ts";
import { PROTECTION, type ProtectedKind } from "../../common/protected-paths/table.ts";
import { t } from "../text/l10n.ts";
import { protectionText } from "../text/protection-text.ts";
import { Refusal } from "../text/refusal.ts";
import type { Exclusion } from "../workspace/exclusion.ts";

/**
 * `named`: a model or a rule of ours named the file. `byHand`: the user asked for the change in the file itself.
 * `byAgent`: a model named it, and nobody looks on: what it may not read it may not change either.
 */
export type Chosen = "named" | "byHand" | "byAgent";

/** Asks the user about changes of protected files. */
export type AskToChange = (asked: readonly { uri: Uri; reason: string }[]) => Promise<boolean>;

interface Protected {
  kind: ProtectedKind;
  /** For the user: what the kind means for this file. */
  reason: string;
}

/** Every change that a model proposes passes here, whoever asked for it: the table of protected paths, enforced. */
export class WriteGuard {
  readonly #exclusion: Pick<Exclusion, "reasons">;
  /** URIs that the user agreed to, each for one change. */
  readonly #agreed = new Set<string>();

  constructor(exclusion: Pick<Exclusion, "reasons">) {
    this.#exclusion = exclusion;
  }

  /**
   * Whether these files may be changed or made. The user is asked once for all of them, with the reasons; what they
   * agree to counts for the next change of each file.
   *
   * @param ask how; in a dialog unless given
   * @throws a `Refusal` where one of them is never changed
   */
  async allows(uris: readonly Uri[], chosen: Chosen = "named", ask: AskToChange = agrees): Promise<boolean> {
    const asked: { uri: Uri; reason: string }[] = [];
    for (const uri of uris) {
      const found = await this.#protected(uri, chosen);
      if (!found) continue;
      const isExcluded = chosen === "byAgent" && found.kind === "excluded";
      const isNever = PROTECTION[found.kind] === "never" || isExcluded;
      if (isNever && !(chosen === "byHand" && found.kind === "outside"))
        throw new Refusal(`${found.reason} ${t("Nothing was written.")}`);
      if (!this.#agreed.has(uri.toString())) asked.push({ uri, reason: found.reason });
    }
    if (asked.length > 0 && !(await ask(asked))) return false;
    for (const { uri } of asked) this.#agreed.add(uri.toString());
    return true;
  }

  /** As `allows`, for changes that are made next. */
  async allowsNow(uris: readonly Uri[], chosen: Chosen = "named", ask?: AskToChange): Promise<boolean> {
    const isAllowed = await this.allows(uris, chosen, ask);
    for (const uri of uris) this.#agreed.delete(uri.toString());
    return isAllowed;
  }

  async #protected(uri: Uri, chosen: Chosen): Promise<Protected | undefined> {
    const name = workspace.asRelativePath(uri);
    const place = await placeOf(uri);
    if (place === undefined) return undefined;
    const { path, real } = place;
    // A file elsewhere that the user has opened is the user's choice; a link in the workspace may be a surprise.
    if (path === undefined && (chosen === "byHand" || !workspace.workspaceFolders?.length)) return undefined;
    if (path === undefined || real === undefined)
      return { kind: "outside", reason: protectionText("outside", name, path !== undefined) };
    const kinds = [protectedKind(path), protectedKind(real)].filter((kind) => kind !== undefined);
    const kind = kinds.find((each) => PROTECTION[each] === "never") ?? kinds[0];
    if (kind !== undefined && (chosen !== "byHand" || PROTECTION[kind] === "never"))
      return { kind, reason: protectionText(kind, name) };
    if (chosen === "byHand") return undefined;
    const reason = await this.#whyExcluded(uri);
    return reason === undefined ? undefined : { kind: "excluded", reason };
  }

  async #whyExcluded(uri: Uri): Promise<string | undefined> {
    const source = new CancellationTokenSource();
    try {
      const file = uri.scheme === "untitled" ? uri.with({ scheme: "file" }) : uri;
      return (await this.#exclusion.reasons([file], source.token))[0] ?? undefined;
    } catch {
      // Without the language server it isn't known: nothing is sent anywhere, and the user looks at the change.
      return undefined;
    } finally {
      source.dispose();
    }
  }
}

/**
 * A file's path in its workspace folder, as it is named and as the links lead; `path` is undefined for a file outside the
 * workspace, `real` for one that a link leads there.
 *
 * @returns undefined for what has no path: a new document without a name
 */
async function placeOf(
  uri: Uri,
): Promise<{ path: string | undefined; real: string | undefined } | undefined> {
  if (uri.scheme === "untitled" && !uri.path.startsWith("/")) return undefined;
  const file = uri.scheme === "untitled" ? Uri.file(uri.path) : uri;
  const folder = workspace.getWorkspaceFolder(file);
  if (!folder) return { path: undefined, real: undefined };
  const path = file.path.slice(folder.uri.path.replace(/\/$/, "").length + 1);
  // Only the disk has links, as far as VS Code knows.
  if (file.scheme !== "file") return { path, real: path };
  try {
    const target = await realPathOf(file.fsPath);
    const roots = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    for (const { uri } of roots) {
      const real = pathInside(await realPathOf(uri.fsPath), target);
      if (real !== undefined) return { path, real };
    }
  } catch {
    // Where it leads can't be told, so it isn't written.
  }
  return { path, real: undefined };
}

/** What the user is asked about files that are to be changed. */
export function changeQuestion(asked: readonly { uri: Uri }[]): string {
  const [first, ...others] = asked;
  return first && others.length === 0
    ? t("Change {0}?", workspace.asRelativePath(first.uri))
    : t("Change these {0} files?", asked.length);
}

const agrees: AskToChange = async (asked) => {
  const question = changeQuestion(asked);
  const change = t("Change");
  const detail = asked.map(({ reason }) => reason).join("\n\n");
  return (await window.showWarningMessage(question, { modal: true, detail }, change)) === change;
};
