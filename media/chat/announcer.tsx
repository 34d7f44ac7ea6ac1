import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatState } from "../../src/chat/view/messages.ts";
import { t } from "./strings.ts";

/** Tells a screen reader when an answer begins and when it ends; not each of its pieces. */
export function Announcer({ thread }: { thread: ChatState["thread"] }) {
  const [said, say] = useState("");
  // While a question waits for a model, the notice says so.
  const isAnswering = thread.busy && thread.held !== true;
  const wasAnswering = useRef(isAnswering);
  useEffect(() => {
    if (wasAnswering.current === isAnswering) return;
    wasAnswering.current = isAnswering;
    const last = thread.messages.at(-1);
    if (isAnswering) say(t("The model is answering."));
    else if (thread.busy || last?.role !== "assistant") say("");
    else if (last.state === "cut") say(`${t("The answer was cut off.")} ${last.notice?.text ?? ""}`);
    else say(t("The answer is complete."));
  }, [isAnswering]);
  return (
    <div class="spoken" aria-live="polite">
      {said}
    </div>
  );
}
