import { useState } from "preact/hooks";
import type { ChatState } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { IconButton } from "../icon-button.tsx";
import { t } from "../strings.ts";
import { toggleMenu } from "./menu.tsx";
import { RenameField } from "./rename-field.tsx";

const HISTORY_ID = "history";

interface HeaderProps {
  thread: ChatState["thread"];
  isListOpen: boolean;
  onToggleList: () => void;
}

export function Header({ thread: { id, title, messages }, isListOpen, onToggleList }: HeaderProps) {
  const [isRenaming, setRenaming] = useState(false);
  const isEmpty = messages.length === 0;
  const more = [
    { icon: "edit", label: t("Rename chat"), run: () => setRenaming(true) },
    { icon: "export", label: t("Export as Markdown"), run: () => post({ type: "exportThread", id }) },
    { icon: "trash", label: t("Delete chat"), run: () => post({ type: "deleteThread", id }) },
  ];
  return (
    <header class="top">
      {isRenaming ? (
        <RenameField id={id} title={title} onEnd={() => setRenaming(false)} />
      ) : (
        <Title title={title} onRename={isEmpty ? undefined : () => setRenaming(true)} />
      )}
      <IconButton icon="add" label={t("New chat")} onClick={() => post({ type: "newThread" })} />
      <IconButton
        id={HISTORY_ID}
        icon="history"
        label={t("Chats")}
        expanded={isListOpen}
        onClick={onToggleList}
      />
      <IconButton
        icon="ellipsis"
        label={t("More actions")}
        hasMenu
        disabled={isEmpty}
        onClick={({ currentTarget }) => toggleMenu(currentTarget, t("More actions"), more)}
      />
    </header>
  );
}

/** A click makes it a field. */
function Title({ title, onRename }: { title: string; onRename: (() => void) | undefined }) {
  return (
    <h1 class="title">
      {onRename ? (
        <button type="button" title={t("Rename chat")} onClick={onRename}>
          {title}
        </button>
      ) : (
        <span>{title}</span>
      )}
    </h1>
  );
}
