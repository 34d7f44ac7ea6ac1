import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatState, ThreadSummary } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { IconButton } from "../icon-button.tsx";
import { t } from "../strings.ts";
import { RenameField } from "./rename-field.tsx";

/** All conversations of the workspace, or those that a search finds. Escape closes it. */
export function ThreadList({ state, onClose }: { state: ChatState; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  useEffect(() => {
    field.current?.focus();
    // The next opening begins with all of them.
    return () => post({ type: "searchThreads", query: "" });
  }, []);
  // A row that is gone takes the focus with it.
  useEffect(() => {
    if (document.activeElement === document.body) field.current?.focus();
  }, [state.threads.length]);
  const rows = useRef<HTMLUListElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") onClose();
    else if (event.key === "ArrowDown") moveFocus(rows.current, 1);
    else if (event.key === "ArrowUp") moveFocus(rows.current, -1);
    else return;
    event.preventDefault();
  };
  const open = (id: string) => {
    post({ type: "openThread", id });
    onClose();
  };
  return (
    <section class="threads" aria-label={t("Chats")} onKeyDown={onKeyDown}>
      <div class="threads-top">
        <input
          ref={field}
          type="search"
          class="search"
          placeholder={t("Search chats")}
          aria-label={t("Search chats")}
          value={query}
          onInput={({ currentTarget }) => {
            setQuery(currentTarget.value);
            post({ type: "searchThreads", query: currentTarget.value });
          }}
        />
        <IconButton
          icon="clear-all"
          label={t("Delete all chats")}
          disabled={state.threads.length === 0}
          onClick={() => post({ type: "clearThreads" })}
        />
        <IconButton icon="close" label={t("Close")} onClick={onClose} />
      </div>
      {state.threads.length === 0 && (
        <p class="none">{query === "" ? t("No chats yet.") : t("No matching chats.")}</p>
      )}
      <ul ref={rows}>
        {state.threads.map((thread) => (
          <Row
            key={thread.id}
            thread={thread}
            isOpen={thread.id === state.thread.id}
            onOpen={() => open(thread.id)}
          />
        ))}
      </ul>
    </section>
  );
}

/** To the name of the next or previous row; from the search to the first. */
function moveFocus(rows: HTMLElement | null, step: number): void {
  const names = [...(rows?.querySelectorAll<HTMLElement>(".thread-name") ?? [])];
  const row = document.activeElement?.closest("li");
  const at = names.findIndex((name) => name.closest("li") === row);
  names[Math.max(0, Math.min(names.length - 1, at + step))]?.focus();
}

function Row({ thread, isOpen, onOpen }: { thread: ThreadSummary; isOpen: boolean; onOpen: () => void }) {
  const [isRenaming, setRenaming] = useState(false);
  const { id, title, when, excerpt, asks } = thread;
  if (isRenaming)
    return (
      <li class="thread-row">
        <RenameField id={id} title={title} onEnd={() => setRenaming(false)} />
      </li>
    );
  return (
    <li class={`thread-row ${isOpen ? "open" : ""}`}>
      <button type="button" class="thread-name" aria-current={isOpen ? "true" : undefined} onClick={onOpen}>
        <span class="thread-title">{title}</span>
        <span class="thread-when">{asks ? t("waits for you") : when}</span>
        {excerpt !== undefined && <span class="thread-excerpt">{excerpt}</span>}
      </button>
      <span class="thread-actions">
        <IconButton icon="edit" label={t("Rename {0}", title)} onClick={() => setRenaming(true)} />
        <IconButton
          icon="export"
          label={t("Export {0}", title)}
          onClick={() => post({ type: "exportThread", id })}
        />
        <IconButton
          icon="trash"
          label={t("Delete {0}", title)}
          onClick={() => post({ type: "deleteThread", id })}
        />
      </span>
    </li>
  );
}
