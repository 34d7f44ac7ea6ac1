import { useState } from "preact/hooks";
import { duration } from "../../../common/format.ts";
import type { AnswerView } from "../../../src/chat/view/messages.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { t } from "../strings.ts";
import { Fold } from "./fold.tsx";

/** Whether the user left the last thoughts that they touched open: the next ones then open as they come. */
let prefersOpen = false;

/** One folded line; the user alone opens and closes it. */
export function Reasoning({ message: { reasoning, reasoningMs, state } }: { message: AnswerView }) {
  const isThinking = reasoningMs === undefined && state === "streaming";
  const [isOpen, setOpen] = useState(isThinking && prefersOpen);
  const toggle = () => {
    prefersOpen = !isOpen;
    setOpen(!isOpen);
  };
  return (
    <div class="reasoning">
      <Fold isOpen={isOpen} onToggle={toggle}>
        {isThinking ? t("Thinking…") : thoughtFor(reasoningMs)}
      </Fold>
      {isOpen && (
        <div class="reasoning-text">
          <Markdown text={reasoning} whole={!isThinking} />
        </div>
      )}
    </div>
  );
}

export function thoughtFor(ms: number | undefined): string {
  return ms === undefined ? t("Thoughts") : t("Thought for {0}", duration(ms));
}
