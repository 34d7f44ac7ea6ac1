import { memo } from "preact/compat";
import { useState } from "preact/hooks";
import type { CallStepView, StepView } from "../../../src/chat/view/messages.ts";
import { post } from "../bridge.ts";
import { IconButton } from "../icon-button.tsx";
import { Markdown } from "../markdown/markdown.tsx";
import { t } from "../strings.ts";
import { Fold } from "../thread/fold.tsx";
import { thoughtFor } from "../thread/reasoning.tsx";
import { CommandButtons } from "./command-buttons.tsx";
import { Elapsed } from "./elapsed.tsx";
import { useStep } from "./use-step.ts";

interface StepsProps {
  messageId: string;
  steps: readonly StepView[];
}

/** What the model did before it answered: one line each, with its thoughts folded before it. */
export const Steps = memo(({ messageId, steps }: StepsProps) => (
  <div class="steps">
    {steps.map((step) =>
      step.kind === "compacted" ? (
        <Compacted key={step.id} text={step.text} summary={step.summary} />
      ) : (
        <Step key={step.id} messageId={messageId} step={step} />
      ),
    )}
  </div>
));

const Step = memo(({ messageId, step }: { messageId: string; step: CallStepView }) => {
  const { reasoningMs, text } = step;
  return (
    <>
      {reasoningMs !== undefined && <Thoughts messageId={messageId} step={step} ms={reasoningMs} />}
      {text !== "" && <Markdown text={text} whole />}
      <Call messageId={messageId} step={step} />
    </>
  );
});

function Thoughts({ messageId, step, ms }: { messageId: string; step: CallStepView; ms: number }) {
  const [isOpen, setOpen] = useState(false);
  const inside = useStep(messageId, isOpen ? step : undefined);
  return (
    <div class="reasoning step-thoughts">
      <Fold isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
        {thoughtFor(ms)}
      </Fold>
      {isOpen && inside && (
        <div class="reasoning-text">
          <Markdown text={inside.reasoning} whole />
        </div>
      )}
    </div>
  );
}

function Call({ messageId, step }: { messageId: string; step: CallStepView }) {
  const { state, target, file, command } = step;
  const [isOpen, setOpen] = useState(false);
  const inside = useStep(messageId, isOpen ? step : undefined);
  const output = state === "running" ? (command?.tail ?? "") : (inside?.output ?? "");
  return (
    <div class={`step step-${state}`}>
      <div class="step-line">
        <Fold isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
          <StepLine step={step} />
        </Fold>
        {command && <CommandButtons command={command} canGoOn />}
        {file && (
          <IconButton
            class="step-open"
            icon="go-to-file"
            label={t("Open {0}", target)}
            onClick={() => post({ type: "openChip", uri: file.uri, range: startOf(file.line) })}
          />
        )}
      </div>
      {isOpen && inside && (
        <div class="step-inside">
          {inside.input !== "" && <Text label={t("Input")} text={inside.input} />}
          {output !== "" && <Text label={t("Output")} text={output} />}
          {inside.input + output === "" && <p class="none">{t("Nothing")}</p>}
        </div>
      )}
    </div>
  );
}

function StepLine({ step: { icon, state, label, target, detail, command } }: { step: CallStepView }) {
  const [before = "", after = ""] = label.split("{0}");
  const waits = state === "running" && detail !== "";
  const shown = state === "running" ? (waits ? "question" : "loading codicon-modifier-spin") : icon;
  return (
    <>
      <span class={`codicon codicon-${state === "broken" ? "circle-slash" : shown}`} aria-hidden="true" />
      <span class="step-label">
        {before}
        <span class="step-target" title={target}>
          {target}
        </span>
        {after}
        {detail !== "" && <span class="step-detail"> · {detail}</span>}
        {command && !waits && (
          <span class="step-detail">
            {" · "}
            <Elapsed since={command.since} />
          </span>
        )}
      </span>
    </>
  );
}

function Text({ label, text }: { label: string; text: string }) {
  return (
    <section aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by key */}
      <pre class="step-text" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

/** The context was full: a line where what came before was summed up, which opens the summary. */
function Compacted({ text, summary }: { text: string; summary: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="compacted">
      <div class="forgotten-line">
        <Fold isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
          {text}
        </Fold>
      </div>
      {isOpen && (
        <div class="reasoning-text">
          <Markdown text={summary} whole />
        </div>
      )}
    </div>
  );
}

function startOf(line: number) {
  const at = { line: Math.max(0, line - 1), character: 0 };
  return { start: at, end: at };
}
