import type { RefObject } from "preact";
import { memo } from "preact/compat";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatState, MessageView } from "../../../src/chat/view/messages.ts";
import { AgentQuestion } from "../agent/agent-question.tsx";
import { MenuHost } from "../header/menu.tsx";
import { IconButton } from "../icon-button.tsx";
import { t } from "../strings.ts";
import { Answer } from "./answer.tsx";
import { handleAnswerClick, handleAnswerKey } from "./code-actions.ts";
import { NoticeLine } from "./notice.tsx";
import { Question } from "./question.tsx";
import { useFollow } from "./use-follow.ts";
import { Welcome } from "./welcome.tsx";

/** Messages that are drawn at first, and more of them each time that the user scrolls up to the first one. */
const PAGE = 30;
const FAR_UP_PX = 300;

/** The conversation. It follows the answer while the user is at its end, and leaves them alone elsewhere. */
export function Messages({ state }: { state: ChatState }) {
  const { thread, editing, notice } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const { atEnd, toEnd, moved, onScroll } = useFollow(scroller);
  const lastQuestion = thread.messages.findLast(({ role }) => role === "user")?.id;
  const { earlier, showEarlier } = useEarlier(scroller, thread, lastQuestion, moved);
  const lastToUndo = thread.messages.findLastIndex(
    (message) => message.role === "assistant" && message.canUndo,
  );
  // One's own question is what one wants to see.
  useLayoutEffect(toEnd, [thread.id, lastQuestion]);

  return (
    <main class="thread" aria-label={t("Conversation")}>
      <div
        class="scroller"
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t("Messages")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by key
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          onScroll();
          if (currentTarget.scrollTop < FAR_UP_PX) showEarlier();
        }}
        onKeyDown={handleAnswerKey}
        onClick={handleAnswerClick}
        onAuxClick={handleAnswerClick}
      >
        <div class="column">
          {thread.messages.length === 0 && <Welcome state={state} />}
          {earlier > 0 && (
            <button type="button" class="text-button earlier" onClick={showEarlier}>
              {t("Show earlier messages ({0})", earlier)}
            </button>
          )}
          {thread.messages.slice(earlier).map((message, index, visible) => (
            <Message
              key={message.id}
              message={message}
              endsForgotten={visible[index - 1]?.forgotten === true && !message.forgotten}
              isLast={index === visible.length - 1}
              isEdited={message.id === editing}
              canRestore={earlier + index < lastToUndo}
              isHeld={index === visible.length - 1 && thread.held === true}
              isBehind={index === visible.length - 1 && thread.behind === true}
            />
          ))}
          {thread.questions.map((question) => (
            <AgentQuestion key={question.id} question={question} />
          ))}
          {notice && <NoticeLine notice={notice} />}
        </div>
      </div>
      {!atEnd && (
        <IconButton class="to-end" icon="arrow-down" label={t("Scroll to bottom")} onClick={toEnd} />
      )}
      <MenuHost />
    </main>
  );
}

/** How many of the first messages aren't drawn, and what draws some more without moving what is seen. */
function useEarlier(
  scroller: RefObject<HTMLElement | null>,
  { id, messages }: ChatState["thread"],
  lastQuestion: string | undefined,
  moved: () => void,
) {
  const begin = `${id} ${lastQuestion}`;
  const [shown, setShown] = useState({ begin, first: firstOf(messages) });
  /** How far from the end the user was before earlier messages came in above. */
  const fromEnd = useRef<number | undefined>(undefined);
  const first = shown.begin === begin ? shown.first : firstOf(messages);
  if (shown.begin !== begin) setShown({ begin, first });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || fromEnd.current === undefined) return;
    element.scrollTop = element.scrollHeight - fromEnd.current;
    fromEnd.current = undefined;
    moved();
  }, [first]);
  const showEarlier = () => {
    const element = scroller.current;
    if (!element || first === 0 || fromEnd.current !== undefined) return;
    fromEnd.current = element.scrollHeight - element.scrollTop;
    setShown({ begin, first: Math.max(0, first - PAGE) });
  };
  return { earlier: Math.min(first, messages.length), showEarlier };
}

const firstOf = (messages: readonly MessageView[]) => Math.max(0, messages.length - PAGE);

interface MessageProps {
  message: MessageView;
  /** The model sees this one, and not the one before it. */
  endsForgotten: boolean;
  isLast: boolean;
  isEdited: boolean;
  isHeld: boolean;
  isBehind: boolean;
  canRestore: boolean;
}

const Message = memo(({ message, endsForgotten, isLast, isEdited, ...more }: MessageProps) => (
  <>
    {endsForgotten && (
      <div class="forgotten-line">
        <span>{t("The context was full. The model no longer sees the messages above.")}</span>
      </div>
    )}
    {message.role === "user" ? (
      <Question message={message} isEdited={isEdited} />
    ) : (
      <Answer message={message} isLast={isLast} {...more} />
    )}
  </>
));
