import { useEffect, useRef, useState } from "preact/hooks";
import { post } from "../bridge.ts";
import { t } from "../strings.ts";

/** Enter, or leaving the field, keeps the new name of a conversation; Escape the old one. */
export function RenameField({ id, title, onEnd }: { id: string; title: string; onEnd: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(title);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  // Leaving the field as it goes away after Enter or Escape is no second answer.
  const isOver = useRef(false);
  const keep = () => {
    if (isOver.current) return;
    isOver.current = true;
    if (draft.trim() !== "" && draft !== title) post({ type: "renameThread", id, title: draft.trim() });
    onEnd();
  };
  const drop = () => {
    isOver.current = true;
    onEnd();
  };
  return (
    <input
      ref={field}
      class="title-field"
      aria-label={t("Chat name")}
      value={draft}
      onInput={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === "Enter") keep();
        else if (event.key === "Escape") drop();
        else return;
        event.preventDefault();
      }}
    />
  );
}
