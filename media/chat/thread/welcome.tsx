import type { ChatState } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { t } from "../strings.ts";

/** An empty conversation: things to try, and where all of it stays. */
export function Welcome({ state: { starters, modelLine } }: { state: ChatState }) {
  return (
    <section class="welcome" aria-label={t("Start")}>
      {starters.length > 0 && <h2>{t("Try")}</h2>}
      {starters.map(({ label, text }) => (
        <button type="button" key={label} class="starter" onClick={() => post({ type: "send", text })}>
          {label}
        </button>
      ))}
      <p class="privacy">
        <span class="codicon codicon-lock" aria-hidden="true" />
        {t("Everything stays on this machine.")} {modelLine}
      </p>
    </section>
  );
}
