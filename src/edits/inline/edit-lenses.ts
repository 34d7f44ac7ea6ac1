import {
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
} from "vscode";
import { t } from "../../text/l10n.ts";
import type { EditJob } from "./edit-job.ts";

/** Lenses above the code that is being edited: the edit's state and its commands. */
export class EditLenses implements CodeLensProvider, Disposable {
  readonly #jobs: () => readonly EditJob[];
  readonly #changed = new EventEmitter<void>();
  #registration: Disposable | undefined;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(jobs: () => readonly EditJob[]) {
    this.#jobs = jobs;
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    return this.#jobs()
      .filter((job) => job.isIn(document))
      .flatMap((job) => {
        const { line } = job.range(document).start;
        const at = new Range(line, 0, line, 0);
        return lensesOf(job).map(
          ({ title, command, arguments: args = [job.requestId] }) =>
            new CodeLens(at, { title, command, arguments: args }),
        );
      });
  }

  update(): void {
    // Once there, it stays: where nobody gives lenses any more, VS Code shows the last ones for another half a minute.
    if (this.#jobs().length > 0)
      this.#registration ??= languages.registerCodeLensProvider({ scheme: "*" }, this);
    this.#changed.fire();
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#changed.dispose();
  }
}

interface Lens {
  title: string;
  /** "" for a lens that only says something. */
  command: string;
  /** By default, the edit's id. */
  arguments?: unknown[];
}

/** The problems that a fix has left. */
function problemLenses({ problemsLeft }: EditJob): Lens[] {
  if (problemsLeft === 0) return [];
  const said = problemsLeft === 1 ? t("1 problem remains") : t("{0} problems remain", problemsLeft);
  return [
    { title: `$(warning) ${said}`, command: "" },
    { title: t("Fix Again"), command: "ossicle.fixAgain" },
  ];
}

/** What helps, as a lens. */
function actionLens({ action }: EditJob): Lens[] {
  return action ? [{ title: action.label, command: action.command, arguments: action.arguments ?? [] }] : [];
}

function lensesOf(job: EditJob): Lens[] {
  const { title } = job.order;
  const stop = { title: t("Stop"), command: "ossicle.stopEdit" };
  switch (job.state) {
    case "waiting":
      return [{ title: `$(clock) ${t("{0}: waiting", title)}`, command: "" }, stop];
    case "running":
    case "applying":
      return [{ title: `$(loading~spin) ${t("{0}: writing", title)}`, command: "" }, stop];
    case "applied":
      return [
        ...problemLenses(job),
        { title: `$(refresh) ${t("Retry")}`, command: "ossicle.retryEdit" },
        { title: `$(comment) ${t("Follow Up…")}`, command: "ossicle.followUpEdit" },
      ];
    case "ended":
      return [
        { title: `$(info) ${job.message}`, command: "" },
        ...actionLens(job),
        { title: t("Retry"), command: "ossicle.retryEdit" },
        ...(job.answer.trim() === "" ? [] : [{ title: t("Show Answer"), command: "ossicle.showEditAnswer" }]),
        { title: t("Dismiss"), command: "ossicle.dismissEdit" },
      ];
  }
}
