import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type ChatState, EFFORTS } from "../../../src/chat/view/messages.ts";
import { BackgroundCommands } from "../agent/background.tsx";
import { ChangesBar } from "../agent/changes-bar.tsx";
import { onMessage, post } from "../bridge.ts";
import { FIELD_ID } from "../focus.ts";
import { IconButton } from "../icon-button.tsx";
import { t } from "../strings.ts";
import { Chips } from "./chips.tsx";
import { ContextMeter } from "./meter.tsx";
import { MODE_WHY_ID, ModeSwitch } from "./mode-switch.tsx";
import { optionId, PICKER_ID, Picker } from "./picker.tsx";
import { useDraft } from "./use-draft.ts";
import { usePicker } from "./use-picker.ts";

const MAX_LINES = 10;

/** The field, with what is attached above it and what is chosen for the answer below. */
export function Composer({ state }: { state: ChatState }) {
  const { thread, chips, editing, queued, looksAway, meter } = state;
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, setText, flush, clear } = useDraft(state);
  const picker = usePicker(field, text, setText);
  const works = thread.mode.chosen === "agent" && !thread.mode.off.includes("agent");

  useEffect(() => {
    field.current?.focus();
    return onMessage((message) => {
      if (message.type !== "focus") return;
      const { text: instead, before } = message;
      if (instead !== undefined) setText(instead);
      if (before !== undefined) setText((present) => withBefore(before, present));
      field.current?.focus();
    });
  }, []);
  useLayoutEffect(() => fitHeight(field.current), [text]);

  const send = () => {
    if (text.trim() === "") return;
    post({ type: "send", text });
    clear();
  };
  const editLast = () => {
    const last = thread.messages.findLast(({ role }) => role === "user");
    if (last) post({ type: "edit", messageId: last.id });
  };
  const onEscape = () => {
    if (editing !== undefined) post({ type: "edit" });
    else if (thread.busy) post({ type: "stop" });
    else if (text === "") post({ type: "focusEditor" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends the input of a Japanese or Chinese word.
    if (event.isComposing) return;
    if (picker.takesKey(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      event.preventDefault();
      onEscape();
    } else if (event.key === "ArrowUp" && text === "") {
      event.preventDefault();
      editLast();
    }
  };

  return (
    <section class="composer" aria-label={t("Your question")}>
      {editing !== undefined && (
        <div class="editing">
          <span>{t("Editing an earlier question. Everything after it will be replaced.")}</span>
          <button type="button" class="text-button" onClick={() => post({ type: "edit" })}>
            {t("Cancel")}
          </button>
        </div>
      )}
      {thread.mode.why !== undefined && (
        <div class="mode-why" id={MODE_WHY_ID}>
          <span class="codicon codicon-info" aria-hidden="true" />
          {thread.mode.why}
        </div>
      )}
      <BackgroundCommands commands={thread.commands} />
      {thread.changes && <ChangesBar changes={thread.changes} />}
      {queued !== undefined && (
        <div class="queued" role="status">
          <span class="queued-text" title={queued}>
            {t("Sent when this answer is finished: {0}", queued)}
          </span>
          <button type="button" class="text-button" onClick={() => post({ type: "takeBack" })}>
            {t("Take Back")}
          </button>
        </div>
      )}
      {picker.isOpen && <Picker items={picker.items} active={picker.active} onPick={picker.pick} />}
      <div class="composer-box">
        <Chips chips={chips} removable />
        <textarea
          id={FIELD_ID}
          ref={field}
          rows={1}
          value={text}
          placeholder={works ? t("Describe a task (@ # /)") : t("Ask about your code (@ # /)")}
          aria-label={t("Question")}
          aria-haspopup="listbox"
          aria-autocomplete="list"
          aria-controls={picker.isOpen ? PICKER_ID : undefined}
          aria-activedescendant={picker.isOpen ? optionId(picker.active) : undefined}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            picker.cursorMoved();
          }}
          onKeyDown={onKeyDown}
          onKeyUp={picker.cursorMoved}
          onClick={picker.cursorMoved}
          onBlur={() => {
            flush();
            picker.close();
          }}
        />
        <div class="composer-bar">
          <ModeSwitch mode={thread.mode} />
          <IconButton
            icon="mention"
            label={t("Attach a file, folder, or symbol")}
            onClick={() => picker.begin("@")}
          />
          <IconButton
            icon="symbol-number"
            label={t("Attach other context")}
            onClick={() => picker.begin("#")}
          />
          {looksAway && (
            <IconButton
              icon="eye-closed"
              label={t("Attach the selection or the open file again")}
              onClick={() => post({ type: "look" })}
            />
          )}
          <Effort value={thread.effort} />
          <span class="composer-end">
            {meter && <ContextMeter meter={meter} />}
            {thread.busy ? (
              <IconButton
                class="send"
                icon="stop-circle"
                label={t("Stop (Escape)")}
                onClick={() => post({ type: "stop" })}
              />
            ) : (
              <IconButton
                class="send"
                icon="send"
                label={t("Send (Enter)")}
                disabled={text.trim() === ""}
                onClick={send}
              />
            )}
          </span>
        </div>
      </div>
    </section>
  );
}

/** A text that comes back, before what was typed meanwhile. */
function withBefore(before: string, present: string): string {
  if (present.startsWith(before)) return present;
  return present.trim() === "" ? before : `${before}\n\n${present}`;
}

function Effort({ value }: { value: ChatState["thread"]["effort"] }) {
  const names = { low: t("Low"), medium: t("Medium"), high: t("High") };
  return (
    <label class="effort" title={t("How long the model thinks before it answers")}>
      <span class="spoken">{t("Reasoning effort")}</span>
      <span class="codicon codicon-lightbulb" aria-hidden="true" />
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const effort = EFFORTS.find((each) => each === currentTarget.value);
          if (effort) post({ type: "setEffort", effort });
        }}
      >
        {EFFORTS.map((effort) => (
          <option key={effort} value={effort}>
            {names[effort]}
          </option>
        ))}
      </select>
    </label>
  );
}

function fitHeight(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(field);
  field.style.height = "auto";
  const padding = Number.parseFloat(paddingTop) + Number.parseFloat(paddingBottom);
  const most = Number.parseFloat(lineHeight) * MAX_LINES + padding;
  field.style.height = `${Math.min(field.scrollHeight, most)}px`;
}
