import type { Chip } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { t } from "../strings.ts";

/** What is attached; with a way to remove it where it isn't sent yet. */
export function Chips({ chips, removable }: { chips: readonly Chip[]; removable: boolean }) {
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label={t("Attached")}>
      {chips.map((chip) => (
        <li
          key={chip.id}
          class={`chip ${chip.warning ? "chip-warning" : ""} ${chip.faint ? "chip-faint" : ""}`}
          title={chip.detail}
        >
          <ChipName chip={chip} />
          {removable && (
            <button
              type="button"
              class="chip-remove codicon codicon-close"
              title={t("Remove {0}", chip.label)}
              aria-label={t("Remove {0}", chip.label)}
              onClick={() => post({ type: "removeChip", id: chip.id })}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function ChipName({ chip: { icon, label, detail, tokens, warning, uri, range } }: { chip: Chip }) {
  const content = (
    <>
      <span class={`codicon codicon-${warning ? "warning" : icon}`} aria-hidden="true" />
      <span class="chip-label">{label}</span>
      {tokens !== undefined && <span class="chip-tokens">{t("{0} tokens", tokens.toLocaleString())}</span>}
    </>
  );
  if (uri === undefined)
    return (
      <span class="chip-name">
        {content}
        <span class="spoken">{detail}</span>
      </span>
    );
  return (
    <button
      type="button"
      class="chip-name"
      aria-label={`${label}. ${detail}`}
      onClick={() => post({ type: "openChip", uri, ...(range ? { range } : {}) })}
    >
      {content}
    </button>
  );
}
