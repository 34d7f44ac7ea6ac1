import * as v from "valibot";
import {
  CancellationTokenSource,
  LanguageModelDataPart,
  LanguageModelTextPart,
  type LanguageModelToolInformation,
  lm,
  type Memento,
  type QuickPickItem,
  window,
} from "vscode";
import { messageOf } from "../../../common/errors.ts";
import type { ToolOutput, ToolParams } from "../../../language-server/protocol/agent.ts";
import type { ToolSpec } from "../../../language-server/protocol/chat.ts";
import { t } from "../../text/l10n.ts";
import { Refusal } from "../../text/refusal.ts";
import type { Ask } from "../questions.ts";
import { declared, tokenCost } from "./declared.ts";

const SWITCHED_ON = "agent.tools";
const UNASKED = "agent.toolsUnasked";
const names = v.fallback(v.array(v.string()), []);
/** A result takes no more of the context than that of a tool of ours. */
const MAX_CHARS = 10_000;
const TEXT_TYPE = /^(text\/|application\/(json|xml))/;

/** Those of this extension are for the agents of others: Ossicle's own has them already. */
const OWN = /^ossicle_/;

type EditorTools = Pick<typeof lm, "tools" | "invokeTool">;

/** Tools of MCP servers and other extensions, which the user can switch on one by one. */
export class OtherTools {
  readonly #state: Memento;
  readonly #editor: EditorTools;

  /**
   * @param state of the workspace
   * @param editor the tools that the editor has
   */
  constructor(state: Memento, editor: EditorTools = lm) {
    this.#state = state;
    this.#editor = editor;
  }

  /** Those that are switched on, as the model is told of them. */
  specs(): ToolSpec[] {
    return [...this.#declared().values()].map(({ spec }) => spec);
  }

  /** Calls a tool, once the user agrees. What goes wrong is said to the model. */
  async call({ callId, name, input }: ToolParams, ask: Ask, signal: AbortSignal): Promise<ToolOutput> {
    const found = this.#declared().get(name);
    if (!found) return { text: t("There is no tool {0}.", name), isError: true };
    const { tool } = found;
    if (!this.#names(UNASKED).includes(tool.name)) {
      const refused = await this.#refusal(tool, callId, input, ask, signal);
      if (refused !== undefined) return { text: refused, isError: true };
    }
    const source = new CancellationTokenSource();
    const cancel = () => source.cancel();
    signal.addEventListener("abort", cancel);
    try {
      const options = { input, toolInvocationToken: undefined };
      const { content } = await this.#editor.invokeTool(tool.name, options, source.token);
      return { text: shortened(content.flatMap(textIn).join("\n")), isError: false };
    } catch (error) {
      return { text: shortened(messageOf(error)), isError: true };
    } finally {
      signal.removeEventListener("abort", cancel);
      source.dispose();
    }
  }

  /** Lets the user switch tools on and off. */
  async pick(): Promise<void> {
    if (this.#others.length === 0)
      throw new Refusal(t("There are no other tools. They come from MCP servers and extensions."));
    const on = this.#names(SWITCHED_ON);
    const items = this.#others
      .toSorted(
        (a, b) => Number(on.includes(b.name)) - Number(on.includes(a.name)) || (a.name < b.name ? -1 : 1),
      )
      .map((tool) => ({
        label: tool.name,
        description: t("about {0} tokens", tokenCost(tool)),
        detail: tool.description.split("\n", 1)[0] ?? "",
        tool,
      }));
    const picked = await pickSome(items, (item) => on.includes(item.tool.name));
    if (!picked) return;
    const chosen = picked.map(({ tool }) => tool.name);
    // One that isn't there at the moment, because its server doesn't run, stays as it is.
    const away = on.filter((name) => !this.#others.some((tool) => tool.name === name));
    await this.#state.update(SWITCHED_ON, [...chosen, ...away]);
    const unasked = this.#names(UNASKED);
    await this.#state.update(
      UNASKED,
      unasked.filter((name) => chosen.includes(name) || away.includes(name)),
    );
  }

  async #refusal(
    tool: LanguageModelToolInformation,
    callId: string,
    input: unknown,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const reply = await ask(
      {
        callId,
        text: t("Use the tool {0}? It may change files, run programs or use the network.", tool.name),
        detail: JSON.stringify(input, undefined, 2),
        actions: [
          { id: "use", label: t("Use"), isPrimary: true },
          { id: "always", label: t("Always in This Workspace"), isPrimary: false },
          { id: "skip", label: t("Skip"), isPrimary: false },
        ],
        takesNote: true,
      },
      signal,
    );
    if (reply?.actionId === "always") await this.#state.update(UNASKED, [...this.#names(UNASKED), tool.name]);
    if (reply?.actionId === "use" || reply?.actionId === "always") return undefined;
    const said = "The user doesn't want this tool to be used now.";
    return reply?.note === undefined ? said : `${said} The user says: ${reply.note}`;
  }

  get #others(): readonly LanguageModelToolInformation[] {
    return this.#editor.tools.filter(({ name }) => !OWN.test(name));
  }

  #declared() {
    const on = this.#names(SWITCHED_ON);
    return declared(this.#others.filter(({ name }) => on.includes(name)));
  }

  #names(key: string): string[] {
    return v.parse(names, this.#state.get(key));
  }
}

/** The title says what all the ticked ones cost together. */
function pickSome<T extends QuickPickItem & { tool: LanguageModelToolInformation }>(
  items: readonly T[],
  isOn: (item: T) => boolean,
): Promise<readonly T[] | undefined> {
  const picker = window.createQuickPick<T>();
  picker.canSelectMany = true;
  picker.matchOnDetail = true;
  picker.placeholder = t("Tools that the agent may use, each after it has asked");
  picker.items = items;
  picker.selectedItems = items.filter(isOn);
  const sum = (all: readonly T[]) => all.reduce((total, { tool }) => total + tokenCost(tool), 0);
  const title = (all: readonly T[]) => {
    picker.title = t("Other Tools of the Agent: about {0} tokens", sum(all));
  };
  title(picker.selectedItems);
  picker.onDidChangeSelection(title);
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function textIn(part: unknown): string[] {
  if (part instanceof LanguageModelTextPart) return [part.value];
  if (!(part instanceof LanguageModelDataPart)) return [];
  return TEXT_TYPE.test(part.mimeType)
    ? [new TextDecoder().decode(part.data)]
    : [`(${part.mimeType}, ${part.data.byteLength} bytes)`];
}

/** The beginning and the end say most. */
function shortened(text: string): string {
  if (text.length <= MAX_CHARS) return text;
  const half = MAX_CHARS / 2;
  return `${text.slice(0, half)}\n… ${text.length - MAX_CHARS} characters left out …\n${text.slice(-half)}`;
}
