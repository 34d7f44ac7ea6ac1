import type { Notice } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";

const ICONS = { info: "info", warning: "warning", error: "error" };

/** A line that says what is the matter, with the buttons that help. */
export function NoticeLine({ notice, messageId }: { notice: Notice; messageId?: string }) {
  return (
    // One under a message is part of it, and isn't read out when an old conversation is opened.
    <div class={`notice notice-${notice.severity}`} role={messageId === undefined ? "status" : undefined}>
      <span class={`codicon codicon-${ICONS[notice.severity]}`} aria-hidden="true" />
      <div class="notice-body">
        <span class="notice-text">{notice.text}</span>
        {notice.actions.length > 0 && (
          <span class="notice-actions">
            {notice.actions.map(({ label, action }) => (
              <button
                type="button"
                key={action}
                class="text-button"
                onClick={() =>
                  post({ type: "notice", action, ...(messageId === undefined ? {} : { messageId }) })
                }
              >
                {label}
              </button>
            ))}
          </span>
        )}
      </div>
    </div>
  );
}
