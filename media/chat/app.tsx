import { useEffect, useState } from "preact/hooks";
import type { ChatState } from "../../src/chat/view/messages.ts";
import { Announcer } from "./announcer.tsx";
import { onMessage, post } from "./bridge.ts";
import { Composer } from "./composer/composer.tsx";
import { droppedUris, hasFiles } from "./composer/dropped-files.ts";
import { focusField } from "./focus.ts";
import { Header } from "./header/header.tsx";
import { ThreadList } from "./header/thread-list.tsx";
import { t } from "./strings.ts";
import { Messages } from "./thread/messages.tsx";

export function App({ state }: { state: ChatState }) {
  const [isListOpen, setListOpen] = useState(false);
  const [isDropping, setDropping] = useState(false);
  useEffect(
    () =>
      onMessage((message) => {
        if (message.type === "showThreads") setListOpen(true);
      }),
    [],
  );
  const closeList = () => {
    setListOpen(false);
    focusField();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || !state.thread.busy) return;
    event.preventDefault();
    post({ type: "stop" });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files are attached by "@" as well
    <div
      class={`chat ${isDropping ? "dropping" : ""}`}
      onKeyDown={onKeyDown}
      data-drop={t("Drop to attach")}
      onDragOver={(event) => {
        if (!hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) setDropping(false);
      }}
      onDrop={(event) => {
        setDropping(false);
        const uris = droppedUris(event.dataTransfer);
        if (uris.length === 0) return;
        event.preventDefault();
        post({ type: "attachUris", uris });
      }}
    >
      <Header thread={state.thread} isListOpen={isListOpen} onToggleList={() => setListOpen(!isListOpen)} />
      {isListOpen && <ThreadList state={state} onClose={closeList} />}
      <Messages state={state} />
      <Composer state={state} />
      <Announcer thread={state.thread} />
    </div>
  );
}
