import type { ComponentChildren } from "preact";

interface FoldProps {
  isOpen: boolean;
  onToggle: () => void;
  /** What the line says. */
  children: ComponentChildren;
}

/** A line that opens and closes what is under it. */
export function Fold({ isOpen, onToggle, children }: FoldProps) {
  return (
    <button type="button" class="fold" aria-expanded={isOpen} onClick={onToggle}>
      <span class={`codicon codicon-chevron-${isOpen ? "down" : "right"}`} aria-hidden="true" />
      {children}
    </button>
  );
}
