import { useEffect, useState } from "preact/hooks";
import type { CallStepView, ToView } from "../../../src/chat/view/messages.ts";
import { onMessage, post } from "../bridge.ts";

type Inside = Pick<Extract<ToView, { type: "step" }>, "reasoning" | "input" | "output">;

/** Asks the extension for what an open step has in it, again when it has ended. Nothing for one that is closed. */
export function useStep(messageId: string, step: CallStepView | undefined): Inside | undefined {
  const [inside, setInside] = useState<Inside>();
  const { id, state } = step ?? {};
  useEffect(() => {
    if (id === undefined) return;
    const end = onMessage((message) => {
      if (message.type === "step" && message.messageId === messageId && message.stepId === id)
        setInside(message);
    });
    post({ type: "openStep", messageId, stepId: id });
    return end;
  }, [messageId, id, state]);
  return id === undefined ? undefined : inside;
}
