import { CancellationTokenSource, Position, Range, type TextDocument, type Uri } from "vscode";
import type { EditDiagnostic } from "../../../language-server/protocol/edit.ts";
import type { EditKind } from "../../../language-server/protocol/edit-command.ts";
import type { Action } from "../../text/fix-text.ts";
import type { Span } from "./tracked-span.ts";

/** An edit that the user asks for. */
export interface EditRequest {
  uri: Uri;
  /** Whole lines. */
  range: Range;
  kind: EditKind;
  /** "" for the kind's own instruction. */
  instruction: string;
  /** The name for the user, such as "Simplify". */
  title: string;
  diagnostics: EditDiagnostic[];
}

/**
 * `applying`: the text is complete and is being put into the document. `applied`: it is there, for review. `ended`:
 * nothing was changed, and `message` says why.
 */
export type EditState = "waiting" | "running" | "applying" | "applied" | "ended";

/** One edit, from its request to its review. */
export class EditJob {
  readonly order: EditRequest;
  readonly cancellation = new CancellationTokenSource();
  readonly requestId: string;
  state: EditState = "waiting";
  /** The code that is edited, tracked through changes of the document. */
  span: Span;
  /** The document's whole text with the edit, while that is applied. */
  expected: string | undefined;
  /** The model's answer so far. */
  answer = "";
  /** Why nothing was changed. */
  message = "";
  /** What helps against that. */
  action: Action | undefined;
  /** Whether it ended because there was no model. */
  lacksModel = false;
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

  /** The model is asked for whole lines, but the user may have joined the code with the text around it. */
  takeWholeLines(document: TextDocument): void {
    const { start, end } = this.range(document);
    const lineAfter = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
    this.span = {
      start: document.offsetAt(start.with({ character: 0 })),
      // After the last line, this is the end of the text.
      end: document.offsetAt(document.validatePosition(new Position(lineAfter, 0))),
    };
  }

  end(message: string, action?: Action): void {
    this.state = "ended";
    this.message = message;
    this.action = action;
    this.cancellation.cancel();
  }
}
