import { useState } from "preact/hooks";
import type { ChangesView } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { t } from "../strings.ts";
import { Fold } from "../thread/fold.tsx";

const ICONS = {
  created: "diff-added",
  changed: "diff-modified",
  deleted: "diff-removed",
  moved: "diff-renamed",
};

/** What the agent has changed and the user hasn't decided about. */
export function ChangesBar({ changes }: { changes: ChangesView }) {
  const [isOpen, setOpen] = useState(false);
  const { files, added, removed, notUndone } = changes;
  const actions = [
    { action: "review", label: t("Review") },
    { action: "keepAll", label: t("Keep All") },
    { action: "undoAll", label: t("Undo All") },
  ] as const;
  return (
    <section class="bar" aria-label={t("Changes")}>
      <div class="bar-line">
        <Fold isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
          {files.length === 1 ? t("1 file changed") : t("{0} files changed", files.length)}
          <Lines added={added} removed={removed} />
        </Fold>
        <span class="bar-actions">
          {actions.map(({ action, label }) => (
            <button
              type="button"
              key={action}
              class="text-button"
              onClick={() => post({ type: "changes", action })}
            >
              {label}
            </button>
          ))}
        </span>
      </div>
      {isOpen && (
        <ul class="bar-list">
          {files.map(({ path, uri, change, added: more, removed: fewer }) => (
            <li key={uri}>
              <button
                type="button"
                class="bar-file"
                title={path}
                disabled={change === "deleted"}
                onClick={() => post({ type: "openChip", uri })}
              >
                <span class={`codicon codicon-${ICONS[change]}`} aria-hidden="true" />
                <span class="spoken">{changeName(change)}</span>
                <span class="bar-path">{path}</span>
                <Lines added={more} removed={fewer} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {isOpen && notUndone.length > 0 && (
        <div class="bar-note">
          {t("Undo doesn't take back what these commands have changed:")}
          <ul class="bar-list">
            {[...new Set(notUndone)].map((command) => (
              <li key={command} class="bar-command" title={command}>
                {command}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Lines({ added, removed }: { added: number; removed: number }) {
  return (
    <span class="lines">
      <span class="lines-added">+{added}</span> <span class="lines-removed">−{removed}</span>
    </span>
  );
}

function changeName(change: ChangesView["files"][number]["change"]): string {
  const names = { created: t("Created"), changed: t("Changed"), deleted: t("Deleted"), moved: t("Moved") };
  return names[change];
}
