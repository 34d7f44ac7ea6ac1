import { type CancellationToken, type LogOutputChannel, workspace } from "vscode";
import type { FittedItem } from "../../../language-server/protocol/context.ts";
import { t } from "../../text/l10n.ts";
import type { ContextSources } from "../context/sources.ts";
import type { Question } from "../threads/thread.ts";
import type { ContextRef, Suggestion } from "../view/messages.ts";
import type { Attachments, Looks } from "./attachments.ts";
import {
  builtInCommands,
  commandIn,
  matchingCommands,
  promptOf,
  type SlashCommand,
  titleOf,
} from "./slash-commands.ts";
import { promptFileCommands } from "./workspace-instructions.ts";

/** What a text that the user sent leads to: a question, or a command that asks nothing. */
export type BuiltQuestion =
  | { kind: "ask"; question: AskedQuestion }
  /** `input`: what was typed behind the command. */
  | { kind: "clear" | "new"; input: string };

export type AskedQuestion = Pick<Question, "text" | "title" | "prompt" | "attached">;

/** Builds a question from the composer's text: resolves its slash command and reads its attachments. */
export class QuestionBuilder {
  readonly #sources: ContextSources;
  readonly #attachments: Attachments;
  readonly #log: LogOutputChannel;

  constructor(sources: ContextSources, attachments: Attachments, log: LogOutputChannel) {
    this.#sources = sources;
    this.#attachments = attachments;
    this.#log = log;
  }

  /**
   * @param looks whether what the user looks at belongs to the question
   * @param known what the chat has seen already
   * @throws an Error with a sentence for the user, when something can't be attached.
   */
  async build(
    text: string,
    looks: "away" | "new",
    known: readonly FittedItem[],
    token: CancellationToken,
  ): Promise<BuiltQuestion> {
    const found = /^\s*\//.test(text) ? commandIn(text, await this.#commands()) : undefined;
    if (!found) {
      const attached = await this.#attachments.read({ text, looks }, known, token);
      return { kind: "ask", question: { text, attached } };
    }
    const { command, input } = found;
    if (command.kind !== "ask") return { kind: command.kind, input };
    const needs = this.#looksOf(command, looks);
    if (command.attaches && this.#attachments.isEmpty(needs)) await this.#attach(command, token);
    const question = input || command.description;
    const attached = await this.#attachments.read({ text, question, looks: needs }, known, token);
    const title = titleOf(command, input, attached[0]?.item.title);
    return { kind: "ask", question: { text, title, prompt: promptOf(command, input), attached } };
  }

  /** The commands that match the text after "/". */
  async suggest(query: string): Promise<Suggestion[]> {
    return matchingCommands(await this.#commands(), query).map(({ name, icon, description }) => ({
      icon,
      label: `/${name}`,
      description,
      insert: `/${name}`,
    }));
  }

  /** Built-in commands, then the user's own. One of the user's replaces the built-in question of the same name. */
  async #commands(): Promise<SlashCommand[]> {
    const own = await promptFileCommands(this.#log);
    const builtIn = builtInCommands().filter(
      ({ kind, name }) => kind !== "ask" || !own.some((command) => command.name === name),
    );
    return [...builtIn, ...own];
  }

  /** Whether a text is the command that begins another chat. */
  static startsNew(text: string): boolean {
    return commandIn(text, builtInCommands())?.command.kind === "new";
  }

  /** "The attached code" has to be there, unless it was attached by hand; changes are all that `/commit` needs. */
  #looksOf({ attaches }: SlashCommand, looks: "away" | "new"): Looks {
    if (attaches === undefined || looks === "away") return looks;
    return attaches === "code" && this.#attachments.isEmpty("away") ? "all" : "away";
  }

  async #attach({ name, attaches }: SlashCommand, token: CancellationToken): Promise<void> {
    if (!workspace.isTrusted)
      throw new Error(
        t("Nothing is attached automatically in an untrusted workspace. Attach code with @ or #."),
      );
    this.#attachments.add(attaches === "changes" ? await this.#changes(token) : await this.#code(name));
  }

  async #code(command: string): Promise<ContextRef> {
    const ref = await this.#sources.activeCode();
    if (!ref)
      throw new Error(
        t("/{0} needs code. Open a file that can be attached, select code, or attach it with @.", command),
      );
    return ref;
  }

  /** The staged changes; all changes when nothing is staged. */
  async #changes(token: CancellationToken): Promise<ContextRef> {
    try {
      const staged = await this.#sources.read({ kind: "stagedChanges" }, "", token);
      return { kind: staged.length > 0 ? "stagedChanges" : "changes" };
    } catch {
      return { kind: "changes" };
    }
  }
}
