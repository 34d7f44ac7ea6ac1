/** What an answer says, written into VS Code's chat as it comes. */
import {
  type ChatResponseStream,
  type Command,
  Location,
  MarkdownString,
  Position,
  Range,
  Uri,
} from "vscode";
import { fenced } from "../../common/fence.ts";
import type { AgentQuestion } from "../agent/index.ts";
import type { Answer, Waiting } from "../chat/shared.ts";
import { escapeMarkdown } from "../text/escape-markdown.ts";
import { type AnswerPart, AnswerParts } from "./answer-parts.ts";

type Stream = Pick<ChatResponseStream, "markdown" | "anchor" | "button" | "progress" | "reference">;

export class Response {
  readonly #stream: Stream;
  readonly #parts: AnswerParts;
  readonly #asked = new Set<string>();
  #words = "";

  /** @param showsCommands whether the agent's commands are to be seen in it; not where VS Code shows them itself */
  constructor(stream: Stream, showsCommands: boolean) {
    this.#stream = stream;
    this.#parts = new AnswerParts(showsCommands);
  }

  /** Everything that has been said, as VS Code gives it back in its history. */
  get words(): string {
    return this.#words;
  }

  /** Says what is new in an answer. */
  show(answer: Answer, waiting: Waiting): void {
    for (const part of this.#parts.next(answer, waiting)) this.#say(part);
  }

  progress(text: string): void {
    this.#stream.progress(text);
  }

  /** A paragraph beside the answer. */
  note(markdown: string): void {
    this.#markdown(`\n\n${markdown}\n\n`);
  }

  button(command: Command): void {
    this.#stream.button(command);
  }

  /** Commands in a line of their own, with less weight than buttons. Their arguments are texts. */
  links(commands: readonly Command[]): void {
    if (commands.length === 0) return;
    const markdown = new MarkdownString(`\n\n${commands.map(link).join(" · ")}`);
    markdown.isTrusted = { enabledCommands: commands.map(({ command }) => command) };
    this.#words += markdown.value;
    this.#stream.markdown(markdown);
  }

  /** Asks what hasn't been asked yet, with a button for each answer. */
  ask(questions: readonly AgentQuestion[]): void {
    for (const { id, text, detail, actions } of questions) {
      if (this.#asked.has(id)) continue;
      this.#asked.add(id);
      this.note(
        [escapeMarkdown(text), ...(detail === undefined ? [] : [fenced(detail, "text")])].join("\n\n"),
      );
      for (const { id: action, label } of actions)
        this.#stream.button({ command: "ossicle.answerAgent", title: label, arguments: [id, action] });
    }
  }

  #say(part: AnswerPart): void {
    switch (part.kind) {
      case "text":
        this.#markdown(part.text);
        break;
      case "file": {
        this.#words += part.title;
        const uri = Uri.parse(part.uri, true);
        // VS Code shows the line behind the name.
        const at = part.line > 1 ? new Location(uri, new Position(part.line - 1, 0)) : uri;
        this.#stream.anchor(at, part.title);
        break;
      }
      case "reference": {
        const lines = new Range(part.first - 1, 0, part.last - 1, 0);
        this.#stream.reference(new Location(Uri.parse(part.uri, true), lines));
        break;
      }
      case "progress":
        this.#stream.progress(part.text);
        break;
    }
  }

  #markdown(text: string): void {
    this.#words += text;
    this.#stream.markdown(text);
  }
}

function link({ title, command, arguments: args = [] }: Command): string {
  return `[${title}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;
}
