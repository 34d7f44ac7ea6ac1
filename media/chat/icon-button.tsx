interface IconButtonProps {
  icon: string;
  label: string;
  onClick: (event: { currentTarget: HTMLButtonElement }) => void;
  disabled?: boolean;
  /** Whether what it opens is open. */
  expanded?: boolean;
  hasMenu?: boolean;
  id?: string;
  class?: string;
}

/** A button with nothing but an icon on it; the label is for its hover and for screen readers. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, onClick, disabled, expanded, hasMenu, id, class: name = "" } = props;
  return (
    <button
      type="button"
      id={id}
      class={`icon-button codicon codicon-${icon} ${name}`}
      title={label}
      aria-label={label}
      aria-expanded={expanded}
      aria-haspopup={hasMenu ? "menu" : undefined}
      disabled={disabled}
      onClick={onClick}
    />
  );
}
