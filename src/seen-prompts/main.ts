/** `Ossicle: Show What the Model Saw`: the prompt of a request as the model got it, with what of it was reused. */
import {
  CodeLens,
  type CodeLensProvider,
  Disposable,
  EventEmitter,
  languages,
  OverviewRulerLane,
  Range,
  type TextEditorDecorationType,
  ThemeColor,
  window,
  workspace,
} from "vscode";
import type { SeenPrompt } from "../../language-server/protocol/seen-prompts.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { TextPage } from "../ui/text-page.ts";
import { type MarkedText, markedText } from "./marked-text.ts";
import { evaluatedHeading, heading, kindName, summary } from "./seen-texts.ts";

const SCHEME = "ossicle-seen";

/** One page, which is about the prompt that was chosen last. */
export class SeenPromptPage implements Disposable, CodeLensProvider {
  readonly #server: LanguageServer;
  readonly #page = new TextPage(SCHEME, "What the Model Saw.txt");
  readonly #reused = window.createTextEditorDecorationType({ opacity: "0.65" });
  readonly #evaluated = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor("diffEditor.insertedTextBackground"),
    // High contrast themes have no such background.
    textDecoration: "underline dotted",
    overviewRulerColor: new ThemeColor("editorOverviewRuler.addedForeground"),
    overviewRulerLane: OverviewRulerLane.Full,
  });
  readonly #marker = window.createTextEditorDecorationType({
    color: new ThemeColor("charts.purple"),
    fontWeight: "bold",
  });
  readonly #changed = new EventEmitter<void>();
  readonly #disposables: Disposable;
  #shown: { seen: SeenPrompt; marked: MarkedText } | undefined;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#disposables = Disposable.from(
      this.#page,
      this.#reused,
      this.#evaluated,
      this.#marker,
      this.#changed,
      languages.registerCodeLensProvider({ scheme: SCHEME }, this),
      // An editor that was behind another one, or that gets its text now, has no decorations.
      window.onDidChangeVisibleTextEditors(() => this.#decorate()),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === SCHEME) this.#decorate();
      }),
    );
  }

  /**
   * @param kind of request; without it, the user picks one where there are several
   * @throws Refusal where this window has asked the model for nothing
   */
  async show(kind?: unknown): Promise<void> {
    const all = await this.#server.runningClient.seenPrompts();
    if (all.length === 0)
      throw new Refusal(
        t("The model has not been asked for anything in this window since its language server started."),
      );
    const seen = all.find((one) => one.kind === kind) ?? (await picked(all));
    if (!seen) return;
    this.#shown = { seen, marked: markedText(seen) };
    this.#page.text = this.#shown.marked.text;
    const document = await workspace.openTextDocument(this.#page.uri);
    await window.showTextDocument(document, { preview: false });
    this.#decorate();
    this.#changed.fire();
  }

  provideCodeLenses(): CodeLens[] {
    if (!this.#shown) return [];
    const { seen, marked } = this.#shown;
    return [
      ...heading(seen).map((title) => said(title, 0)),
      said(evaluatedHeading(seen), marked.evaluated.start.line),
    ];
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #decorate(): void {
    const { marked } = this.#shown ?? {};
    for (const editor of window.visibleTextEditors) {
      const { document } = editor;
      if (!marked || document.uri.scheme !== SCHEME) continue;
      // VS Code takes over a new text a moment later.
      const isThere = withLineFeeds(document.getText()) === withLineFeeds(marked.text);
      const show = (decoration: TextEditorDecorationType, spans: MarkedText["markers"]) =>
        editor.setDecorations(decoration, isThere ? spans.map(rangeOf) : []);
      show(this.#reused, [marked.reused]);
      show(this.#evaluated, [marked.evaluated]);
      show(this.#marker, marked.markers);
    }
  }
}

/** The one that there is, or that the user picks. */
async function picked(all: readonly SeenPrompt[]): Promise<SeenPrompt | undefined> {
  const [first, ...others] = all;
  if (others.length === 0) return first;
  const items = all.map((seen) => ({ label: kindName(seen.kind), description: summary(seen), seen }));
  const item = await window.showQuickPick(items, {
    placeHolder: t("The last request of each kind in this window"),
    matchOnDescription: true,
  });
  return item?.seen;
}

/** A lens that says something and does nothing. */
function said(title: string, line: number): CodeLens {
  return new CodeLens(new Range(line, 0, line, 0), { title, command: "" });
}

function rangeOf({ start, end }: MarkedText["reused"]): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
