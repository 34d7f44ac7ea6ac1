/**
 * The look at suggestions by grammars with all the time that it needs: on a busy machine the product would show some
 * without it, and those that are known at once it would show before their file is parsed.
 */
import type { ReadModule } from "../../common/declarations/declaration-finder.ts";
import type { Insertion } from "../../language-server/features/completion/answer/trim.ts";
import { SyntaxCheck } from "../../language-server/features/completion/syntax/syntax-check.ts";
import type {
  CheckedText,
  SyntaxChecker,
} from "../../language-server/features/completion/syntax/syntax-client.ts";

export class PatientSyntax implements SyntaxChecker, Disposable {
  readonly #check: SyntaxCheck;
  #prepared: { text: CheckedText["text"]; id: number; done: Promise<void> } | undefined;

  constructor(read: ReadModule, log: (line: string) => void) {
    this.#check = new SyntaxCheck(read, log, () => 0);
  }

  prepare({ uri, languageId, text }: CheckedText): void {
    const id = (this.#prepared?.id ?? 0) + 1;
    const done = this.#check.prepare({ id, uri, languageId, text: text.toString() });
    this.#prepared = { text, id, done };
  }

  canLook({ text }: CheckedText): boolean {
    return this.#prepared?.text === text;
  }

  async fit({ text, cursor }: CheckedText, insertion: Insertion): Promise<Insertion | null> {
    const prepared = this.#prepared;
    if (prepared?.text !== text) return insertion;
    await prepared.done;
    return this.#check.fit(prepared.id, cursor, insertion);
  }

  forget(uri: string): void {
    this.#check.forget(uri);
  }

  [Symbol.dispose](): void {
    this.#prepared = undefined;
  }
}

/** No look at all. */
export const UNCHECKED: SyntaxChecker & Disposable = {
  prepare: () => undefined,
  canLook: () => false,
  fit: async (_, insertion) => insertion,
  forget: () => undefined,
  [Symbol.dispose]: () => undefined,
};
