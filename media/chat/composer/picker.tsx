import { useEffect, useRef } from "preact/hooks";
import type { Suggestion } from "../../../src/chat/view/messages.ts";
import { t } from "../strings.ts";

export const PICKER_ID = "picker";
export const optionId = (index: number) => `${PICKER_ID}-${index}`;

interface PickerProps {
  items: readonly Suggestion[];
  active: number;
  onPick: (item: Suggestion) => void;
}

/** The list over the field. The keyboard stays in the field, which tells what is active. */
export function Picker({ items, active, onPick }: PickerProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div class="picker" role="listbox" id={PICKER_ID} aria-label={t("Suggestions")} ref={list}>
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the field
        <div
          key={`${item.label} ${item.description}`}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          class={`picker-item ${index === active ? "active" : ""}`}
          // The field must not lose the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(item)}
        >
          <span class={`codicon codicon-${item.icon}`} aria-hidden="true" />
          <span class="picker-label">{item.label}</span>
          <span class="picker-description">{item.description}</span>
        </div>
      ))}
    </div>
  );
}
