import { useEffect, useRef, useState } from "preact/hooks";
import type { Suggestion } from "../../../src/chat/view/messages.ts";
import { onMessage, post } from "../bridge.ts";
import type { Trigger } from "./trigger.ts";

let lastId = 0;
let listener: ((id: number, items: Suggestion[]) => void) | undefined;
onMessage((message) => {
  if (message.type === "suggestions") listener?.(message.id, message.items);
});

/** Asks the extension for what can be picked, and answers with the list for the latest question. */
export function useSuggestions(trigger: Trigger | undefined): readonly Suggestion[] {
  const [items, setItems] = useState<readonly Suggestion[]>([]);
  const asked = useRef(0);
  const { kind, query } = trigger ?? {};
  useEffect(() => {
    if (kind === undefined || query === undefined) {
      setItems([]);
      return;
    }
    asked.current = ++lastId;
    post({ type: "suggest", id: asked.current, trigger: kind, query });
    listener = (id, found) => {
      if (id === asked.current) setItems(found);
    };
  }, [kind, query]);
  return kind === undefined ? [] : items;
}
