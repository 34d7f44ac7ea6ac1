import { CancellationTokenSource, Position, Range, type TextDocument, type Uri } from "vscode";
import type { EditDiagnostic, EditKind } from "../../../language-server/protocol/edit.ts";
import type { Span } from "./tracked-span.ts";

/** What is to be done with some code. */
export interface EditRequest {
  uri: Uri;
  /** Whole lines. */
  range: Range;
  kind: EditKind;
  /** "" for what the kind asks for by itself. */
  instruction: string;
  /** For people: "Simplify". */
  title: string;
  diagnostics: EditDiagnostic[];
}

/**
 * `applying`: its text is whole and on its way into the document. `applied`: it is there, for review. `ended`: it came
 * to nothing, and `message` says why.
 */
export type EditState = "waiting" | "running" | "applying" | "applied" | "ended";

/** One edit, from its order to its review. */
export class EditJob {
  readonly order: EditRequest;
  readonly cancellation = new CancellationTokenSource();
  readonly requestId: string;
  state: EditState = "waiting";
  /** The code that it is for, wherever it is by now and whatever became of it. */
  span: Span;
  /** While it is applied: the document's whole text with it. */
  expected: string | undefined;
  /** What the model has said so far. */
  answer = "";
  /** Why it came to nothing. */
  message = "";
  /** Problems that are still there after a fix. */
  problemsLeft = 0;

  constructor(document: TextDocument, order: EditRequest, requestId: string) {
    this.order = order;
    this.requestId = requestId;
    this.span = { start: document.offsetAt(order.range.start), end: document.offsetAt(order.range.end) };
  }

  get isOver(): boolean {
    return this.state === "applied" || this.state === "ended";
  }

  isIn(document: TextDocument): boolean {
    return document.uri.toString() === this.order.uri.toString();
  }

  range(document: TextDocument): Range {
    return new Range(document.positionAt(this.span.start), document.positionAt(this.span.end));
  }

  /** Zero-based, the end exclusive. */
  lines(document: TextDocument): { start: number; end: number } {
    const { start, end } = this.range(document);
    return { start: start.line, end: end.character === 0 ? end.line : end.line + 1 };
  }

  /** The user may have joined the code with what is before or after it: the model is asked for whole lines. */
  takeWholeLines(document: TextDocument): void {
    const { start, end } = this.range(document);
    const lineAfter = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
    this.span = {
      start: document.offsetAt(start.with({ character: 0 })),
      // Behind the last line this is the end of the text.
      end: document.offsetAt(document.validatePosition(new Position(lineAfter, 0))),
    };
  }

  end(message: string): void {
    this.state = "ended";
    this.message = message;
    this.cancellation.cancel();
  }
}
