/** As in a language without a translation. */
export const l10n = {
  t: (message: string, ...args: (string | number)[]) =>
    message.replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)])),
};

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event = (listener: (value: T) => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}

export const LanguageModelChatMessageRole = { User: 1, Assistant: 2 };
export const LanguageModelChatToolMode = { Auto: 1, Required: 2 };

export class LanguageModelTextPart {
  value: string;

  constructor(value: string) {
    this.value = value;
  }
}

export class LanguageModelThinkingPart {
  value: string | string[];
  id: string | undefined;

  constructor(value: string | string[], id?: string) {
    this.value = value;
    this.id = id;
  }
}

export class LanguageModelPromptTsxPart {
  value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

export class LanguageModelDataPart {
  static json = (value: unknown, mimeType: string) =>
    new LanguageModelDataPart(new TextEncoder().encode(JSON.stringify(value)), mimeType);

  data: Uint8Array;
  mimeType: string;

  constructor(data: Uint8Array, mimeType: string) {
    this.data = data;
    this.mimeType = mimeType;
  }
}

export class LanguageModelToolCallPart {
  callId: string;
  name: string;
  input: object;

  constructor(callId: string, name: string, input: object) {
    this.callId = callId;
    this.name = name;
    this.input = input;
  }
}

export class LanguageModelToolResultPart {
  callId: string;
  content: unknown[];

  constructor(callId: string, content: unknown[]) {
    this.callId = callId;
    this.content = content;
  }
}

export class LanguageModelError extends Error {
  static NotFound = (message: string) => new LanguageModelError(message, "NotFound");

  override readonly name = "LanguageModelError";
  readonly code: string;

  constructor(message: string, code = "") {
    super(message);
    this.code = code;
  }
}
