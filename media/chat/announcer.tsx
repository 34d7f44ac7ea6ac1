import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatState } from "../../src/chat/view/messages.ts";
import { t } from "./strings.ts";

/** Tells a screen reader when an answer begins and when it ends; not each of its pieces. */
export function Announcer({ thread }: { thread: ChatState["thread"] }) {
  const [said, say] = useState("");
  const wasBusy = useRef(thread.busy);
  useEffect(() => {
    if (wasBusy.current === thread.busy) return;
    wasBusy.current = thread.busy;
    const last = thread.messages.at(-1);
    if (thread.busy) say(t("The model is answering."));
    else if (last?.role !== "assistant") say("");
    else if (last.state === "cut") say(`${t("The answer was cut off.")} ${last.notice?.text ?? ""}`);
    else say(t("The answer is complete."));
  }, [thread.busy]);
  return (
    <div class="spoken" aria-live="polite">
      {said}
    </div>
  );
}
