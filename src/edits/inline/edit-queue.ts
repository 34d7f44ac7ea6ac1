import { randomUUID } from "node:crypto";
import {
  commands,
  Disposable,
  type TextDocument,
  type TextDocumentChangeEvent,
  type Uri,
  window,
  workspace,
} from "vscode";
import { messageOf } from "../../../common/errors.ts";
import type { EditResult } from "../../../language-server/protocol/edit.ts";
import type { Reviews } from "../../review/index.ts";
import type { LanguageServer } from "../../server/language-server.ts";
import { plainRange } from "../../server/plain-range.ts";
import { serverEnd } from "../../server/server-lost.ts";
import { editMessage, failedEditAction } from "../../text/edit-text.ts";
import { t } from "../../text/l10n.ts";
import { Refusal } from "../../text/refusal.ts";
import { Exclusion } from "../../workspace/exclusion.ts";
import { problemsIn } from "./diagnostics.ts";
import { EditDecorations } from "./edit-decorations.ts";
import { EditJob, type EditRequest } from "./edit-job.ts";
import { EditLenses } from "./edit-lenses.ts";
import { remainingProblems } from "./fix-check.ts";
import { relatedCode } from "./related-code.ts";
import { followed, stretched } from "./tracked-span.ts";

/** How often a growing text is drawn. */
const DRAW_MS = 60;
/** Maximum tries to put a complete text into the document while the user types in it. */
const MAX_TRIES = 5;
const RUNNING_KEY = "ossicle.editRuns";
/** Whether the cursor is in code that is being edited: only there Escape stops the edit. */
const AT_CURSOR_KEY = "ossicle.editAtCursor";

/**
 * Runs edits one after another. The document isn't changed while an edit runs. When its text is complete and usable, the
 * document is changed once and the change put under review.
 */
export class EditQueue implements Disposable {
  readonly #server: LanguageServer;
  readonly #reviews: Reviews;
  readonly #decorations = new EditDecorations();
  readonly #lenses = new EditLenses(() => this.#jobs);
  readonly #subscriptions: Disposable;
  #jobs: EditJob[] = [];
  #isWorking = false;
  #isAtCursor = false;
  #drawing: NodeJS.Timeout | undefined;

  constructor(server: LanguageServer, reviews: Reviews) {
    this.#server = server;
    this.#reviews = reviews;
    this.#subscriptions = Disposable.from(
      this.#decorations,
      this.#lenses,
      workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      workspace.onDidCloseTextDocument((document) => this.#closed(document)),
      window.onDidChangeVisibleTextEditors(() => this.#drawSoon()),
      window.onDidChangeTextEditorSelection(() => this.#followCursor()),
      window.onDidChangeActiveTextEditor(() => this.#followCursor()),
      server.onEditDelta(({ requestId, text, isNew }) => {
        const job = this.#find(requestId);
        if (!job) return;
        job.answer = isNew ? text : job.answer + text;
        this.#drawSoon();
      }),
      server.onDidChange(() => this.#modelChanged()),
      reviews.onDidEnd((uri) => this.#reviewed(uri)),
    );
  }

  /** Starts an edit, or queues it. The server widens the range to the lines that it can edit. */
  async add(order: EditRequest): Promise<void> {
    const document = await workspace.openTextDocument(order.uri);
    const range = await this.#server.runningClient.editRange(document, order.range);
    if (range.isEmpty && document.getText().trim() === "")
      throw new Refusal(t("There is no code to edit here."));
    const running = this.#jobs.find(
      (job) => !job.isOver && job.isIn(document) && overlaps(job, document, range),
    );
    if (running)
      throw new Refusal(t("This code is already being edited. Stop that edit first."), {
        label: t("Stop"),
        command: "ossicle.stopEdit",
        arguments: [running.requestId],
      });
    // Ended edits have been read and go. Others in the file that are under review can still be tried again.
    this.#jobs = this.#jobs.filter(
      (job) =>
        !job.isIn(document) || !job.isOver || (job.state === "applied" && !overlaps(job, document, range)),
    );
    this.#jobs.push(new EditJob(document, { ...order, range }, randomUUID()));
    this.#draw();
    void this.#work();
  }

  /** Stops an edit; without an id, the one at the cursor, or else the one that runs. */
  stop(requestId?: unknown): void {
    const job =
      typeof requestId === "string"
        ? this.#find(requestId)
        : (this.#atCursor() ?? this.#jobs.find((each) => !each.isOver));
    if (!job || job.isOver || job.state === "applying") return;
    job.end(t("Stopped. Nothing was changed."));
    this.#draw();
  }

  /** Runs an edit again, on the code from before when it was applied. */
  async retry(requestId: unknown): Promise<void> {
    const job = this.#known(requestId);
    const document = await workspace.openTextDocument(job.order.uri);
    if (job.state === "applied") await this.#reviews.reject(document.uri, job.lines(document));
    await this.add({ ...job.order, range: job.range(document) });
  }

  /** Runs another instruction on the result of an edit. */
  async followUp(requestId: unknown, instruction: string): Promise<void> {
    const job = this.#known(requestId);
    const document = await workspace.openTextDocument(job.order.uri);
    await this.add({
      ...job.order,
      range: job.range(document),
      instruction,
      kind: "edit",
      title: t("Edit"),
      diagnostics: [],
    });
  }

  /** Tries to fix the problems that a fix has left; the model sees those that are reported now. */
  async fixAgain(requestId: unknown): Promise<void> {
    const job = this.#known(requestId);
    const document = await workspace.openTextDocument(job.order.uri);
    const range = job.range(document);
    await this.add({ ...job.order, range, diagnostics: problemsIn(document.uri, range) });
  }

  async showAnswer(requestId: unknown): Promise<void> {
    const { answer } = this.#known(requestId);
    const document = await workspace.openTextDocument({ language: "markdown", content: answer });
    await window.showTextDocument(document, { preview: true });
  }

  dismiss(requestId: unknown): void {
    this.#remove(this.#known(requestId));
  }

  dispose(): void {
    clearTimeout(this.#drawing);
    for (const job of this.#jobs) job.cancellation.cancel();
    this.#subscriptions.dispose();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    void commands.executeCommand("setContext", RUNNING_KEY, true);
    try {
      for (let job = this.#next(); job; job = this.#next()) await this.#run(job);
    } finally {
      this.#isWorking = false;
      void commands.executeCommand("setContext", RUNNING_KEY, false);
    }
  }

  #next(): EditJob | undefined {
    return this.#jobs.find(({ state }) => state === "waiting");
  }

  async #run(job: EditJob): Promise<void> {
    job.state = "running";
    this.#draw();
    try {
      const document = await workspace.openTextDocument(job.order.uri);
      await this.#apply(job, document, await this.#ask(job, document));
    } catch (error) {
      if (!job.isOver) job.end(messageOf(error));
    }
    this.#draw();
  }

  async #ask(job: EditJob, document: TextDocument): Promise<EditResult> {
    const { kind, instruction, diagnostics } = job.order;
    const { token } = job.cancellation;
    const exclusion = new Exclusion(this.#server);
    const related = await relatedCode(document, job.range(document), kind, exclusion, token);
    const ended = serverEnd(
      this.#server,
      t("The language server stopped before the edit was complete. Nothing was changed."),
    );
    try {
      // Don't await anything here: the range belongs to this version of the document.
      job.takeWholeLines(document);
      const params = {
        requestId: job.requestId,
        textDocument: { uri: document.uri.toString(), version: document.version },
        range: plainRange(job.range(document)),
        ...{ instruction, kind, diagnostics, related },
      };
      return await Promise.race([this.#server.runningClient.runEdit(params, token), ended.promise]);
    } finally {
      ended.dispose();
    }
  }

  async #apply(job: EditJob, document: TextDocument, result: EditResult): Promise<void> {
    // The user stopped it, or changed that code, or closed the file.
    if (job.isOver) return;
    if (result.stopReason !== "end") {
      const { model } = this.#server;
      job.end(editMessage(result, model), failedEditAction(result, model));
      job.lacksModel = result.unusable === "noModel";
      return;
    }
    job.state = "applying";
    const asked = document.version;
    for (let tries = 1; job.state === "applying"; tries++) {
      const { version } = document;
      try {
        if (await this.#propose(job, document, result.newText)) job.state = "applied";
        else job.end(t("You didn't allow the change. Nothing was changed."));
      } catch (error) {
        // The user typed at the same moment: try once more, at the code's new position.
        if (document.version === version || tries === MAX_TRIES) throw error;
      }
    }
    // A proposal isn't in the document yet.
    if (job.state === "applied" && document.version !== asked) void this.#lookAgain(job);
  }

  async #propose(job: EditJob, { uri }: TextDocument, newText: string): Promise<boolean> {
    const { title } = job.order;
    const withNewText = (text: string) => {
      const { start, end } = job.span;
      job.expected = text.slice(0, start) + newText + text.slice(end);
      return job.expected;
    };
    try {
      return await this.#reviews.propose(uri, withNewText, title, "inPlace");
    } finally {
      job.expected = undefined;
    }
  }

  /** After a fix: checks whether the problems are gone. */
  async #lookAgain(job: EditJob): Promise<void> {
    if (job.order.kind !== "fix") return;
    job.problemsLeft = await remainingProblems(job);
    this.#draw();
  }

  /** Tracks the code through changes elsewhere. Typing in the code itself ends the edit and keeps what was typed. */
  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    for (const job of this.#jobs) {
      if (!job.isIn(document)) continue;
      const isTouched = followed(job.span, contentChanges) === undefined;
      job.span = stretched(job.span, contentChanges);
      const isOwn = job.expected !== undefined && document.getText() === job.expected;
      if (isOwn) job.state = "applied";
      else if (isTouched && !job.isOver)
        job.end(t("You changed this code, so the edit was stopped. Your changes were kept."));
    }
    if (this.#jobs.length > 0) this.#drawSoon();
  }

  #closed(document: TextDocument): void {
    for (const job of this.#jobs.filter((each) => each.isIn(document))) {
      job.end(t("The file was closed."));
      this.#remove(job);
    }
  }

  /** Call when all changes of a document were accepted or rejected: maybe before the diff that shows them was open. */
  #reviewed(uri: Uri): void {
    this.#jobs = this.#jobs.filter(
      ({ state, order }) =>
        !((state === "applied" || state === "applying") && order.uri.toString() === uri.toString()),
    );
    this.#draw();
  }

  /** A model that is ready by now is the answer to edits that ended for want of one. */
  #modelChanged(): void {
    const state = this.#server.model?.state;
    if (state !== "ready" && state !== "working") return;
    const left = this.#jobs.filter(({ lacksModel }) => !lacksModel);
    if (left.length === this.#jobs.length) return;
    this.#jobs = left;
    this.#draw();
  }

  /** The edit whose code has the cursor in it, while it isn't over. */
  #atCursor(): EditJob | undefined {
    const { document, selection } = window.activeTextEditor ?? {};
    if (!document || !selection) return undefined;
    return this.#jobs.find(
      (job) => !job.isOver && job.isIn(document) && job.range(document).contains(selection.active),
    );
  }

  #followCursor(): void {
    const isAtCursor = this.#atCursor() !== undefined;
    if (isAtCursor === this.#isAtCursor) return;
    this.#isAtCursor = isAtCursor;
    void commands.executeCommand("setContext", AT_CURSOR_KEY, isAtCursor);
  }

  #find(requestId: string): EditJob | undefined {
    return this.#jobs.find((job) => job.requestId === requestId);
  }

  /** The edit that a command names, or the last one of the active file. */
  #known(requestId: unknown): EditJob {
    const uri = window.activeTextEditor?.document.uri.toString();
    const job =
      typeof requestId === "string"
        ? this.#find(requestId)
        : this.#jobs.findLast(({ order }) => order.uri.toString() === uri);
    if (!job) throw new Refusal(t("There is no edit in this file."));
    return job;
  }

  #remove(job: EditJob): void {
    this.#jobs = this.#jobs.filter((each) => each !== job);
    this.#draw();
  }

  #drawSoon(): void {
    this.#drawing ??= setTimeout(() => this.#draw(), DRAW_MS);
  }

  #draw(): void {
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
    this.#followCursor();
    this.#lenses.update();
    this.#decorations.show(this.#jobs);
  }
}

function overlaps(job: EditJob, document: TextDocument, range: EditRequest["range"]): boolean {
  const common = job.range(document).intersection(range);
  return common !== undefined && !common.isEmpty;
}
