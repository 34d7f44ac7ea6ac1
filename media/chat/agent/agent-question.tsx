import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AgentQuestionView } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { FIELD_ID, focusField } from "../focus.ts";
import { t } from "../strings.ts";

/**
 * Something that the user decides. It takes the keyboard where the user is in the chat and isn't writing; what has the
 * focus then is the question, not a button: a key that was meant for something else does nothing.
 */
export function AgentQuestion({ question }: { question: AgentQuestionView }) {
  const { id, text, detail, actions, takesNote } = question;
  const [note, setNote] = useState("");
  const element = useRef<HTMLDivElement>(null);
  const textId = useId();
  const detailId = useId();
  // Its end comes while it is still there: it knows then whether it has the focus.
  useLayoutEffect(() => {
    const group = element.current;
    if (isFree()) group?.focus();
    return () => {
      if (group?.contains(document.activeElement)) focusField();
    };
  }, [id]);
  const answer = (actionId: string) =>
    post({
      type: "answerQuestion",
      questionId: id,
      actionId,
      ...(note.trim() === "" ? {} : { note: note.trim() }),
    });
  const primary = actions.find(({ isPrimary }) => isPrimary);
  const last = actions.at(-1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !primary) return;
    event.preventDefault();
    answer(primary.id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame of its own
    <div
      class="agent-question"
      role="group"
      aria-labelledby={textId}
      aria-describedby={detail === undefined ? undefined : detailId}
      tabIndex={-1}
      ref={element}
      onKeyDown={onKeyDown}
    >
      <div class="agent-question-text" id={textId}>
        <span class="codicon codicon-question" aria-hidden="true" />
        <span>{text}</span>
      </div>
      {detail !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by key
        <pre class="step-text" id={detailId} tabIndex={0}>
          {detail}
        </pre>
      )}
      <div class="notice-actions">
        {actions.map(({ id: actionId, label, isPrimary }) => (
          <button
            type="button"
            key={actionId}
            class={`text-button ${isPrimary ? "primary" : ""}`}
            title={isPrimary ? t("{0} (Ctrl+Enter)", label) : undefined}
            onClick={() => answer(actionId)}
          >
            {label}
          </button>
        ))}
      </div>
      {takesNote && last && (
        <input
          class="agent-question-note"
          type="text"
          value={note}
          placeholder={t("Or say what to do instead")}
          aria-label={t("What to do instead")}
          onInput={({ currentTarget }) => setNote(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.isComposing || note.trim() === "") return;
            event.preventDefault();
            event.stopPropagation();
            answer(last.id);
          }}
        />
      )}
    </div>
  );
}

/** Whether the user is in the chat, and writes nothing. */
function isFree(): boolean {
  const { activeElement: active } = document;
  if (!document.hasFocus()) return false;
  if (active === null || active === document.body) return true;
  return active.id === FIELD_ID && active instanceof HTMLTextAreaElement && active.value === "";
}
