import { memo } from "preact/compat";
import type { QuestionView } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { Chips } from "../composer/chips.tsx";
import { CopyButton } from "../copy-button.tsx";
import { IconButton } from "../icon-button.tsx";
import { t } from "../strings.ts";

export const Question = memo(({ message, isEdited }: { message: QuestionView; isEdited: boolean }) => {
  const { id, text, chips } = message;
  return (
    <article class={`question ${isEdited ? "edited" : ""}`} aria-label={t("Question")} data-message={id}>
      <div class="question-text">{text}</div>
      <Chips chips={chips} removable={false} />
      <div class="question-actions">
        <CopyButton label={t("Copy question")} text={text} />
        <IconButton
          icon="edit"
          label={t("Edit and ask again")}
          onClick={() => post({ type: "edit", messageId: id })}
        />
      </div>
    </article>
  );
});
