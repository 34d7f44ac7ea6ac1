import { useEffect, useRef, useState } from "preact/hooks";
import type { CallStepView, ChatState } from "../../src/chat/view/messages.ts";
import { t } from "./strings.ts";

/**
 * Tells a screen reader when an answer begins, when each of its steps ends, what the agent asks, and when the answer
 * ends; not each of its pieces.
 */
export function Announcer({ thread }: { thread: ChatState["thread"] }) {
  const said = useAnswerSaid(thread);
  return (
    <>
      <div class="spoken" aria-live="polite">
        {said}
      </div>
      <div class="spoken" aria-live="assertive">
        {thread.questions.map(({ id, text, detail }) => (
          <p key={id}>{[text, detail].filter(Boolean).join(" ")}</p>
        ))}
      </div>
    </>
  );
}

function useAnswerSaid(thread: ChatState["thread"]): string {
  const [said, say] = useState("");
  // While a question waits for a model, the notice says so.
  const isAnswering = thread.busy && thread.held !== true;
  const wasAnswering = useRef(isAnswering);
  const last = thread.messages.at(-1);
  const steps = last?.role === "assistant" ? last.steps : [];
  const step = steps.findLast((each) => each.kind === "call" && each.state !== "running");
  useEffect(() => {
    if (wasAnswering.current === isAnswering) return;
    wasAnswering.current = isAnswering;
    if (isAnswering) say(t("The model is answering."));
    else if (thread.busy || last?.role !== "assistant") say("");
    else if (last.state === "cut") say(`${t("The answer was cut off.")} ${last.notice?.text ?? ""}`);
    else say(t("The answer is complete."));
  }, [isAnswering]);
  useEffect(() => {
    if (isAnswering && step?.kind === "call") say(lineOf(step));
  }, [step?.id]);
  return said;
}

function lineOf({ label, target, detail }: CallStepView): string {
  const line = label.replace("{0}", () => target);
  return detail === "" ? line : `${line}, ${detail}`;
}
