import { type CancellationToken, type ChatRequest, workspace } from "vscode";
import type { AgentMode } from "../../language-server/protocol/chat.ts";
import type { ContextItem } from "../../language-server/protocol/context.ts";
import type { ContextSources } from "../chat/index.ts";
import { type ContextRef, promptOf, type Question, titleOf } from "../chat/shared.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { commandOf } from "./command-prompts.ts";
import { originOf } from "./reference-origin.ts";
import { attachedBy } from "./references.ts";

/** A request as a question of Ossicle's, and what of it was left out, in sentences for the user. */
export interface AskedQuestion {
  question: Pick<Question, "text" | "title" | "prompt" | "attached">;
  leftOut: string[];
}

/**
 * Reads what is attached to a request, as it is now. A command that needs code takes what the user looks at, where
 * nothing is attached.
 *
 * @throws an Error with a sentence for the user, when something can't be read, or a command has no code
 */
export async function askedQuestion(
  { prompt, command: name, references }: Pick<ChatRequest, "prompt" | "command" | "references">,
  mode: AgentMode | undefined,
  { sources, server }: { sources: ContextSources; server: LanguageServer },
  token: CancellationToken,
): Promise<AskedQuestion> {
  const leftOut: string[] = [];
  const items: ContextItem[] = [];
  const command = commandOf(name, mode);
  for (const reference of references) {
    const origin = originOf(reference.id);
    if (origin === "vscode") continue;
    const attached = await attachedBy(reference);
    if (origin === "editor" && !("ref" in attached && (await mayBeSeen(attached.ref, sources, token))))
      continue;
    if ("reason" in attached) leftOut.push(attached.reason);
    else if ("item" in attached) items.push(attached.item);
    else items.push(...(await sources.read(attached.ref, prompt, token)));
  }
  if (command && items.length === 0) items.push(...(await codeInView(command.name, sources, token)));
  const attached = items.length === 0 ? [] : await server.runningClient.fitContext(items, token);
  if (!command) return { question: { text: prompt, attached }, leftOut };
  const input = prompt.trim();
  return {
    question: {
      text: [`/${command.name}`, input].filter(Boolean).join(" "),
      title: titleOf(command, input, attached[0]?.item.title),
      prompt: promptOf(command, input),
      attached,
    },
    leftOut,
  };
}

/** What nobody has named isn't attached where it may hold secrets, is ignored, or the workspace isn't trusted. */
async function mayBeSeen(
  ref: ContextRef,
  sources: ContextSources,
  token: CancellationToken,
): Promise<boolean> {
  return workspace.isTrusted && (await sources.warning(ref, token)) === undefined;
}

async function codeInView(
  command: string,
  sources: ContextSources,
  token: CancellationToken,
): Promise<ContextItem[]> {
  if (!workspace.isTrusted)
    throw new Error(t("Nothing is attached automatically in an untrusted workspace. Attach code with #."));
  const ref = await sources.activeCode();
  if (!ref)
    throw new Error(
      t("/{0} needs code. Open a file that can be attached, select code, or attach a file with #.", command),
    );
  return sources.read(ref, "", token);
}
