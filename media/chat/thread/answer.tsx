import { memo } from "preact/compat";
import type { AnswerView } from "../../../src/chat/view/messages.ts";
import { Steps } from "../agent/steps.tsx";
import { post } from "../bridge.ts";
import { CopyButton } from "../copy-button.tsx";
import { IconButton } from "../icon-button.tsx";
import { Markdown } from "../markdown/markdown.tsx";
import { t } from "../strings.ts";
import { NoticeLine } from "./notice.tsx";
import { Reasoning } from "./reasoning.tsx";

interface AnswerProps {
  message: AnswerView;
  isLast: boolean;
  /** The question waits for what the notice under it says. */
  isHeld: boolean;
  /** Another conversation's answer is written first. */
  isBehind: boolean;
  /** What later answers have changed in files can be taken back. */
  canRestore: boolean;
}

/** What the model said: thoughts folded, the answer as it comes, and under it what it took and what can be done. */
export const Answer = memo(({ message, isLast, isHeld, isBehind, canRestore }: AnswerProps) => {
  const { id, steps, canUndo, answer, reasoning, state, notice, figures } = message;
  const isWhole = state === "done" || state === "cut";
  const offersRetry = notice?.actions.some(({ action }) => action === "retry") ?? false;
  const step = steps.at(-1);
  const isAtWork = step?.kind === "call" && step.state === "running";
  return (
    <article class="answer" aria-label={t("Answer")} data-message={id} aria-busy={!isWhole}>
      {steps.length > 0 && <Steps messageId={id} steps={steps} />}
      {reasoning !== "" && <Reasoning message={message} />}
      {answer !== "" && <Markdown text={answer} whole={isWhole} />}
      {state === "waiting" && !isHeld && !isAtWork && (
        <div class="waiting">
          <span class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true" />
          {waitingText(isBehind, step !== undefined)}
        </div>
      )}
      {notice && <NoticeLine notice={notice} messageId={id} />}
      {isWhole && (answer !== "" || !offersRetry || canUndo || canRestore) && (
        <footer class={`answer-foot ${isLast ? "last" : ""}`}>
          {answer !== "" && <CopyButton label={t("Copy answer")} text={answer} />}
          {!offersRetry && (
            <IconButton
              icon="refresh"
              label={isLast ? t("Try Again") : t("Try Again from Here")}
              onClick={() => post({ type: "regenerate", messageId: id })}
            />
          )}
          {canUndo && (
            <button
              type="button"
              class="quiet-button"
              title={t("Takes back what this answer has changed in files")}
              onClick={() => post({ type: "undoTurn", messageId: id })}
            >
              <span class="codicon codicon-discard" aria-hidden="true" />
              {t("Undo This Turn")}
            </button>
          )}
          {canRestore && (
            <button
              type="button"
              class="quiet-button"
              title={t("Brings the files back to what they were after this answer")}
              onClick={() => post({ type: "restoreTo", messageId: id })}
            >
              <span class="codicon codicon-history" aria-hidden="true" />
              {t("Restore to Here")}
            </button>
          )}
          {figures !== undefined && <span class="figures">{figures}</span>}
        </footer>
      )}
    </article>
  );
});

function waitingText(isBehind: boolean, hasStep: boolean): string {
  if (isBehind) return t("Waiting for the answer of another chat…");
  return hasStep ? t("Reading the result…") : t("Reading the question…");
}
