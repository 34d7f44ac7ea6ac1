/** A model for VS Code's chat that knows nothing, and remembers what is asked of it. */
import {
  type CancellationToken,
  EventEmitter,
  type LanguageModelChatInformation,
  LanguageModelChatMessageRole,
  type LanguageModelChatProvider,
  type LanguageModelChatRequestMessage,
  type LanguageModelResponsePart,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
  type Progress,
  type ProvideLanguageModelChatResponseOptions,
  workspace,
} from "vscode";
import { type RecordedPart, type RecordedRequest, schemaShape } from "../recording.ts";

/** As Ossicle names the model: what VS Code offers depends on it. */
export const MODEL = "gpt-oss-20b";
const FAMILY = "gptoss-20b";
const READS = "list_dir";
const ROLES: Record<number, string> = {
  [LanguageModelChatMessageRole.User]: "user",
  [LanguageModelChatMessageRole.Assistant]: "assistant",
  // Not in the API yet.
  3: "system",
};

export class RecordingModel implements LanguageModelChatProvider {
  readonly requests: RecordedRequest[] = [];
  /** What the user does. */
  step = "";
  readonly #answered = new EventEmitter<RecordedRequest>();
  /** A request was answered by words. */
  readonly onAnswered = this.#answered.event;

  provideLanguageModelChatInformation(): LanguageModelChatInformation[] {
    return [
      {
        id: MODEL,
        name: MODEL,
        family: FAMILY,
        version: "1",
        maxInputTokens: 100_000,
        maxOutputTokens: 4_096,
        capabilities: { toolCalling: true },
      },
    ];
  }

  async provideLanguageModelChatResponse(
    _model: LanguageModelChatInformation,
    messages: readonly LanguageModelChatRequestMessage[],
    options: ProvideLanguageModelChatResponseOptions,
    progress: Progress<LanguageModelResponsePart>,
  ): Promise<void> {
    const request: RecordedRequest = {
      step: this.step,
      options: Object.keys(options),
      modelOptions: Object.keys(options.modelOptions ?? {}),
      tools: (options.tools ?? []).map(({ name, inputSchema }) => ({
        name,
        parameters: schemaShape(inputSchema),
      })),
      messages: messages.map(({ role, content }) => ({
        role: ROLES[role] ?? String(role),
        parts: content.map(partOf),
      })),
    };
    this.requests.push(request);
    const hasRead = request.messages.some(({ parts }) => parts.some(({ kind }) => kind === "result"));
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (folder && !hasRead && request.tools.some(({ name }) => name === READS)) {
      progress.report(new LanguageModelToolCallPart(`call-${this.requests.length}`, READS, { path: folder }));
      return;
    }
    progress.report(new LanguageModelTextPart("That is all."));
    this.#answered.fire(request);
  }

  async provideTokenCount(
    _model: LanguageModelChatInformation,
    text: string | LanguageModelChatRequestMessage,
    _token: CancellationToken,
  ): Promise<number> {
    const characters = typeof text === "string" ? text.length : charactersOf(text.content.map(partOf));
    return Math.ceil(characters / 4);
  }
}

const charactersOf = (parts: readonly RecordedPart[]) =>
  parts.reduce((sum, { characters }) => sum + characters, 0);

/** Parts of kinds that the API doesn't have yet go by the name of their class. */
function partOf(part: unknown): RecordedPart {
  if (part instanceof LanguageModelTextPart) return { kind: "text", characters: part.value.length };
  if (part instanceof LanguageModelToolCallPart)
    return { kind: `call of ${part.name}`, characters: JSON.stringify(part.input).length };
  if (part instanceof LanguageModelToolResultPart)
    return { kind: "result", characters: charactersOf(part.content.map(partOf)) };
  const name = typeof part === "object" && part !== null ? part.constructor.name : typeof part;
  return { kind: name, characters: JSON.stringify(part).length };
}
