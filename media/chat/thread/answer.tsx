import { memo } from "preact/compat";
import type { AnswerView } from "../../../src/chat/view/messages.ts";
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
}

/** What the model said: thoughts folded, the answer as it comes, and under it what it took and what can be done. */
export const Answer = memo(({ message, isLast, isHeld }: AnswerProps) => {
  const { id, answer, reasoning, state, notice, figures } = message;
  const isWhole = state === "done" || state === "cut";
  const offersRetry = notice?.actions.some(({ action }) => action === "retry") ?? false;
  return (
    <article class="answer" aria-label={t("Answer")} data-message={id} aria-busy={!isWhole}>
      {reasoning !== "" && <Reasoning message={message} />}
      {answer !== "" && <Markdown text={answer} whole={isWhole} />}
      {state === "waiting" && !isHeld && (
        <div class="waiting">
          <span class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true" />
          {t("Reading the question…")}
        </div>
      )}
      {notice && <NoticeLine notice={notice} messageId={id} />}
      {isWhole && (answer !== "" || !offersRetry) && (
        <footer class={`answer-foot ${isLast ? "last" : ""}`}>
          {answer !== "" && <CopyButton label={t("Copy answer")} text={answer} />}
          {!offersRetry && (
            <IconButton
              icon="refresh"
              label={isLast ? t("Try Again") : t("Try Again from Here")}
              onClick={() => post({ type: "regenerate", messageId: id })}
            />
          )}
          {figures !== undefined && <span class="figures">{figures}</span>}
        </footer>
      )}
    </article>
  );
});
