/** Edits: from a range and an instruction to the text that takes the range's place. The feature's effects are here. */
import type { Range, TextDocument } from "vscode-languageserver-textdocument";
import { shownPath } from "../../context/workspace-paths.ts";
import type { Engine } from "../../engine-client/api.ts";
import type { GenerateResult } from "../../engine-protocol/protocol.ts";
import { chatDialect, renderEdit, textsOfPrompt } from "../../prompt/dialects.ts";
import { editInstruction, mergeInstruction, WRITE_ALL } from "../../prompt/edit-instructions.ts";
import type { EditPrompt } from "../../prompt/edit-prompt.ts";
import type { EditMergeParams, EditResult, EditRunParams, UnusableReason } from "../../protocol/edit.ts";
import { NO_COUNTS, type StopReason } from "../../protocol/status.ts";
import { DeltaBatch } from "../delta-batch.ts";
import { editContextTokens } from "../edit-context.ts";
import { whenModelIsReady } from "../model-ready.ts";
import { problemLines } from "./problems.ts";
import { type Replacement, replacementOf } from "./replacement.ts";
import { type Target, targetOf, withLessAround } from "./target.ts";

/** In a context of this size, in tokens, all is shown that is of use; in a smaller one, a share of it. */
const ROOMY_CONTEXT_TOKENS = 8_192;
/** What a prompt has beside its texts, at most. */
const FRAME_TOKENS = 32;
/** An answer may be longer than what it replaces: by half, and by a few lines. */
const MORE_TOKENS = 512;
const MORE_OF_SELECTION = 1.5;
/** Of related code, most characters all together, where there is room. */
const MAX_RELATED_CHARS = 6_000;

/** Receives an answer as it comes. @param isNew the text before was of another answer, which isn't used */
type OnText = (text: string, isNew?: boolean) => void;

export interface EditDeps {
  engine: Engine;
  /** URIs. */
  workspaceFolders: () => string[];
}

export class EditService {
  readonly #deps: EditDeps;
  readonly #disposed = new AbortController();

  constructor(deps: EditDeps) {
    this.#deps = deps;
  }

  /** Whether the model, as far as it is known, can edit: one without a chat template only completes. */
  get isPossible(): boolean {
    return this.#deps.engine.status.model?.chats !== false;
  }

  /** The whole lines that an edit at this place is for. */
  range(document: TextDocument, range: Range): Range {
    return targetOf(document, range).range;
  }

  /**
   * Runs the model, and once more where its answer leaves out code. Never rejects: the result says why it can't be used.
   * The document may change meanwhile: the result is for the version that was asked for, and whoever applies it
   * has followed its range through the changes since.
   */
  async run(
    document: TextDocument,
    params: EditRunParams,
    signal: AbortSignal,
    onText: OnText,
  ): Promise<EditResult> {
    const { engine } = this.#deps;
    const whole = targetOf(document, params.range);
    if (document.version !== params.textDocument.version) return unusable(whole, "stale");
    const ended = AbortSignal.any([signal, this.#disposed.signal]);
    if (!(await whenModelIsReady(engine, ended)))
      return ended.aborted ? nothing(whole, "cancelled") : unusable(whole, "noModel");
    if (!this.isPossible) return unusable(whole, "noChat");
    const contextTokens = editContextTokens(engine.status);
    const share = Math.min(1, contextTokens / ROOMY_CONTEXT_TOKENS);
    const target = withLessAround(whole, share);
    const prompt = this.#prompt(document, target, share, params);
    const ask = (asked: EditPrompt) => this.#ask(asked, target, document.uri, ended, onText);
    const first = await ask(prompt);
    if (first.unusable !== "placeholder") return first;
    onText("", true);
    const second = await ask({ ...prompt, instruction: `${prompt.instruction} ${WRITE_ALL}` });
    return { ...second, forwardPasses: first.forwardPasses + second.forwardPasses };
  }

  /** Has the model put a block of code into a range: an edit that the block is the instruction of. */
  merge(document: TextDocument, params: EditMergeParams, signal: AbortSignal): Promise<EditResult> {
    const { textDocument, range, block } = params;
    const instruction = mergeInstruction(block, document.languageId);
    const edit = { requestId: "", textDocument, range, instruction, kind: "edit" as const };
    return this.run(document, edit, signal, () => undefined);
  }

  dispose(): void {
    this.#disposed.abort();
  }

  async #ask(
    asked: EditPrompt,
    target: Target,
    session: string,
    signal: AbortSignal,
    onText: OnText,
  ): Promise<EditResult> {
    const { engine } = this.#deps;
    const { prompt, fence } = renderEdit(chatDialect(engine.status.model?.dialect ?? "harmony"), asked);
    const counts = await engine
      .count([target.text, asked.instruction, ...textsOfPrompt(prompt)])
      .catch(() => undefined);
    if (!counts) return unusable(target, "noModel");
    const [selectionTokens = 0, instructionTokens = 0, ...partTokens] = counts;
    const promptTokens = partTokens.reduce((sum, tokens) => sum + tokens, FRAME_TOKENS);
    // It may bring code that the answer takes over.
    const maxTokens = Math.ceil(selectionTokens * MORE_OF_SELECTION) + instructionTokens + MORE_TOKENS;
    if (promptTokens + selectionTokens + MORE_TOKENS > editContextTokens(engine.status))
      return unusable(target, "tooLong");

    const deltas = new DeltaBatch((_channel, text) => onText(text));
    let answer = "";
    const result = await engine.generate(
      {
        lane: "edit",
        session,
        prompt,
        draft: "input",
        // The likeliest code, and the same one each time.
        sampling: { temperature: 0 },
        stop: { texts: [`\n${fence}`], specials: ["<|return|>", "<|call|>"] },
        maxTokens,
      },
      {
        signal,
        onTokens: (tokens) => {
          const text = tokens.map((token) => token.text ?? "").join("");
          answer += text;
          deltas.push("answer", text);
        },
      },
    );
    deltas.flush();
    return outcome(result, answer, target, (said) =>
      replacementOf(said, { ...target, languageId: asked.languageId }, fence),
    );
  }

  #prompt(document: TextDocument, target: Target, share: number, params: EditRunParams): EditPrompt {
    const { kind, instruction, diagnostics = [], related = [] } = params;
    const folders = this.#deps.workspaceFolders();
    return {
      path: shownPath(document.uri, folders),
      languageId: document.languageId,
      instruction: editInstruction(kind, instruction, document.languageId, diagnostics.length > 0),
      before: target.before,
      after: target.after,
      selection: target.text.replace(/(?:\r\n|\r|\n)$/, "").replace(/\r\n|\r/g, "\n"),
      related: within(MAX_RELATED_CHARS * share, related),
      problems: problemLines(diagnostics, folders),
    };
  }
}

function within(
  maxChars: number,
  related: readonly { path: string; text: string }[],
): { path: string; text: string }[] {
  let left = maxChars;
  return related.filter(({ text }) => {
    if (text.length > left) return false;
    left -= text.length;
    return true;
  });
}

function outcome(
  result: GenerateResult,
  answer: string,
  target: Target,
  replacementBy: (answer: string) => Replacement,
): EditResult {
  const { stopReason, counts, forwardPasses } = result;
  const told = { ...counts, range: target.range, answer, forwardPasses };
  const useless = (why: UnusableReason): EditResult => ({
    ...told,
    newText: "",
    stopReason: "unusable",
    unusable: why,
  });
  if (stopReason === "unusable") return useless("noModel");
  // A context that turned out smaller than it was to be takes no prompt of this size.
  if (stopReason === "context" && counts.promptTokens === 0) return useless("tooLong");
  if (stopReason === "length" || stopReason === "context") return useless("unfinished");
  if (stopReason !== "end") return { ...told, newText: "", stopReason };
  const replacement = replacementBy(answer);
  if ("unusable" in replacement) return useless(replacement.unusable);
  return { ...told, newText: replacement.text, stopReason };
}

function unusable(target: Target, why: UnusableReason): EditResult {
  return { ...nothing(target, "unusable"), unusable: why };
}

function nothing({ range }: Target, stopReason: StopReason): EditResult {
  return {
    newText: "",
    range,
    stopReason,
    answer: "",
    forwardPasses: 0,
    ...NO_COUNTS,
  };
}
