/** The buttons over blocks of code, which are HTML in the Markdown: one listener serves all of them. */
import type { CodeBlockRequest } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { COPIED_MS } from "../copy-button.tsx";
import { toggleMenu } from "../header/menu.tsx";
import { t } from "../strings.ts";

const ACTIONS: readonly string[] = [
  "copy",
  "insert",
  "apply",
  "create",
  "terminal",
] satisfies CodeBlockRequest["action"][];

/** Opens the link to a file that has the focus. */
export function handleAnswerKey(event: KeyboardEvent): void {
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (event.key === "Enter" && target?.dataset.openFile) openFile(target);
}

function openFile({ dataset: { openFile: name = "", line } }: HTMLElement): void {
  post({ type: "openFile", name, ...(line === undefined ? {} : { line: Number(line) }) });
}

/** Handles a click somewhere in an answer: on a block's button, or on a link. */
export function handleAnswerClick(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : undefined;
  const link = target?.closest("a");
  if (link) {
    // The editor's own handler would open it as well.
    event.preventDefault();
    event.stopPropagation();
    const href = link.getAttribute("href");
    if (event.button !== 0) return;
    if (link.dataset.openFile) openFile(link);
    else if (href) post({ type: "openLink", href });
    return;
  }
  const button = target?.closest<HTMLElement>("[data-code-action]");
  const block = button?.closest<HTMLElement>(".code");
  const message = button?.closest<HTMLElement>("[data-message]")?.dataset.message;
  if (!button || !block || message === undefined || event.button !== 0) return;
  const { language = "", file } = block.dataset;
  const run = (action: CodeBlockRequest["action"]) => {
    const code = block.querySelector("code")?.textContent ?? "";
    // A patch isn't the file that it changes.
    const named = action === "create" && language === "diff" ? undefined : file;
    const request = { action, messageId: message, code, language, ...(named ? { file: named } : {}) };
    post({ type: "codeBlock", block: request });
  };
  const { codeAction } = button.dataset;
  if (codeAction === "more")
    toggleMenu(button, t("More actions"), [
      { icon: "new-file", label: t("Create file"), run: () => run("create") },
    ]);
  else if (isAction(codeAction)) run(codeAction);
  if (codeAction === "copy") showCopied(button);
}

const isAction = (action: string | undefined): action is CodeBlockRequest["action"] =>
  ACTIONS.includes(action ?? "");

function showCopied({ classList }: HTMLElement): void {
  classList.replace("codicon-copy", "codicon-check");
  setTimeout(() => classList.replace("codicon-check", "codicon-copy"), COPIED_MS);
}
