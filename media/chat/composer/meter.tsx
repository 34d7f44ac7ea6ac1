import { useState } from "preact/hooks";
import type { Meter } from "../../../src/chat/view/messages.ts";
import { t } from "../strings.ts";

const NEARLY_FULL = 0.85;
const DETAILS_ID = "meter-details";

/** How full the context is; on hover and focus, what takes it, and what happens when it is full. */
export function ContextMeter({ meter }: { meter: Meter }) {
  const [isOpen, setOpen] = useState(false);
  const { usedTokens, contextTokens, parts, rule } = meter;
  const share = Math.min(1, usedTokens / Math.max(1, contextTokens));
  const percent = Math.round(share * 100);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it opens it by key
    <div class="meter" onMouseEnter={() => setOpen(true)} onMouseLeave={() => setOpen(false)}>
      <button
        type="button"
        class={`meter-button ${share > NEARLY_FULL ? "meter-full" : ""}`}
        aria-label={t("Context: {0}% used", percent)}
        aria-describedby={isOpen ? DETAILS_ID : undefined}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !isOpen) return;
          event.preventDefault();
          setOpen(false);
        }}
      >
        <svg class="meter-ring" viewBox="0 0 16 16" aria-hidden="true">
          <circle class="meter-track" cx="8" cy="8" r="6" />
          <circle
            class="meter-used"
            cx="8"
            cy="8"
            r="6"
            pathLength={100}
            stroke-dasharray={`${percent} 100`}
          />
        </svg>
        {percent}%
      </button>
      {isOpen && (
        <div class="meter-details" role="tooltip" id={DETAILS_ID}>
          <div class="meter-total">
            {t("{0} of {1} tokens", usedTokens.toLocaleString(), contextTokens.toLocaleString())}
          </div>
          <dl>
            {parts.map(({ label, tokens }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{tokens.toLocaleString()}</dd>
              </div>
            ))}
          </dl>
          <p>{rule}</p>
        </div>
      )}
    </div>
  );
}
