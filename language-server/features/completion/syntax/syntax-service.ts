/** The check of suggestions as its thread serves it. */
import type { FromSyntax, ParseMessage, ToSyntax } from "./messages.ts";
import type { SyntaxCheck } from "./syntax-check.ts";

export class SyntaxService {
  readonly #check: SyntaxCheck;
  readonly #send: (message: FromSyntax) => void;

  constructor(check: SyntaxCheck, send: (message: FromSyntax) => void) {
    this.#check = check;
    this.#send = send;
  }

  /** What fails ends the thread: another one begins with a memory of its own. */
  receive(message: ToSyntax): void {
    switch (message.type) {
      case "parse":
        void this.#parse(message);
        break;
      case "look": {
        const { id, parsed, cursor, insertion } = message;
        const fitting = this.#check.fit(parsed, cursor, insertion);
        this.#send({ type: "looked", id, fitting: fitting === insertion ? "whole" : fitting });
        break;
      }
      case "forget":
        this.#check.forget(message.uri);
    }
  }

  async #parse(message: ParseMessage): Promise<void> {
    await this.#check.prepare(message);
    this.#send({ type: "parsed", id: message.id });
  }
}
