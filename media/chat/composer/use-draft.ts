import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatState } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";

/** After the last key. */
const DRAFT_DELAY_MS = 300;

/** The field's text. The extension keeps it, so that a reload loses nothing. */
export function useDraft({ draft, thread, editing }: ChatState) {
  const [text, setText] = useState(draft);
  const kept = useRef(draft);
  const keep = (latest: string) => {
    if (latest === kept.current) return;
    kept.current = latest;
    post({ type: "draft", text: latest });
  };
  useEffect(() => {
    const timer = setTimeout(() => keep(text), DRAFT_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    kept.current = draft;
    setText(draft);
  }, [thread.id, editing]);
  const clear = () => {
    setText("");
    keep("");
  };
  return { text, setText, flush: () => keep(text), clear };
}
