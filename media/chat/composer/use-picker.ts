import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Suggestion } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { replaceTrigger, triggerAt } from "./trigger.ts";
import { useSuggestions } from "./use-suggestions.ts";

/** The list over the field: when it is open, what it holds, and what its keys do. */
export function usePicker(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  setText: (text: string) => void,
) {
  const [cursor, setCursor] = useState(0);
  const [active, setActive] = useState(0);
  /** Where the trigger stands whose list was closed. */
  const [closedAt, setClosedAt] = useState<number>();
  /** Where the cursor goes once the new text is in the field. */
  const nextCursor = useRef<number>(undefined);
  const found = triggerAt(text, cursor);
  const trigger = found?.start === closedAt ? undefined : found;
  const items = useSuggestions(trigger);
  const isOpen = trigger !== undefined && items.length > 0;

  useEffect(() => setActive(0), [items]);
  useEffect(() => {
    if (found === undefined) setClosedAt(undefined);
  }, [found === undefined]);
  useLayoutEffect(() => {
    if (nextCursor.current === undefined) return;
    field.current?.setSelectionRange(nextCursor.current, nextCursor.current);
    nextCursor.current = undefined;
  });

  const change = (next: string, at: number) => {
    nextCursor.current = at;
    setText(next);
    setCursor(at);
  };
  const pick = ({ ref, insert }: Suggestion) => {
    if (!trigger) return;
    if (ref) post({ type: "attach", ref, mention: insert });
    const replaced = replaceTrigger(text, cursor, trigger, insert);
    change(replaced.text, replaced.cursor);
  };
  const close = () => setClosedAt(found?.start);
  return {
    items,
    active,
    isOpen,
    pick,
    close,
    cursorMoved: () => setCursor(field.current?.selectionStart ?? 0),
    /** Puts the sign into the field that opens the list. */
    begin(kind: "@" | "#"): void {
      const at = field.current?.selectionStart ?? text.length;
      const space = at > 0 && !/\s/.test(text.charAt(at - 1)) ? " " : "";
      field.current?.focus();
      setClosedAt(undefined);
      change(text.slice(0, at) + space + kind + text.slice(at), at + space.length + 1);
    },
    /** Does what a key does in the open list. Answers whether it did anything. */
    takesKey({ key, shiftKey }: KeyboardEvent): boolean {
      const item = items[active];
      if (!isOpen || !item || shiftKey) return false;
      if (key === "ArrowDown") setActive((active + 1) % items.length);
      else if (key === "ArrowUp") setActive((active - 1 + items.length) % items.length);
      else if (key === "Enter" || key === "Tab") pick(item);
      else if (key === "Escape") close();
      else return false;
      return true;
    },
  };
}
