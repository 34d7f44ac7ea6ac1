/** A menu under a button. There is one at a time; it is drawn over everything (`MenuHost`). */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

export interface MenuItem {
  icon: string;
  label: string;
  run: () => void;
}

interface Menu {
  anchor: HTMLElement;
  label: string;
  items: readonly MenuItem[];
}

let show: ((menu: Menu | undefined) => void) | undefined;

/** Opens a menu under a button, or closes the one that is there. */
export function toggleMenu(anchor: HTMLElement, label: string, items: readonly MenuItem[]): void {
  show?.(anchor.ariaExpanded === "true" ? undefined : { anchor, label, items });
}

export function MenuHost() {
  const [menu, setMenu] = useState<Menu>();
  useEffect(() => {
    show = setMenu;
    return () => {
      show = undefined;
    };
  }, []);
  return menu ? <OpenMenu menu={menu} onClose={() => setMenu(undefined)} /> : null;
}

function OpenMenu({ menu: { anchor, label, items }, onClose }: { menu: Menu; onClose: () => void }) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    anchor.ariaExpanded = "true";
    // Opened by the mouse, nothing in it is chosen yet.
    if (anchor.matches(":focus-visible")) focusItem(element.current, 0);
    else element.current?.focus();
    return () => {
      anchor.ariaExpanded = "false";
    };
  }, [anchor]);
  useEffect(() => {
    const outside = ({ target }: Event) => {
      if (target instanceof Node && !element.current?.contains(target) && !anchor.contains(target)) onClose();
    };
    const events = ["pointerdown", "scroll"] as const;
    for (const event of events) document.addEventListener(event, outside, true);
    window.addEventListener("resize", onClose);
    window.addEventListener("blur", onClose);
    return () => {
      for (const event of events) document.removeEventListener(event, outside, true);
      window.removeEventListener("resize", onClose);
      window.removeEventListener("blur", onClose);
    };
  });
  const close = () => {
    onClose();
    anchor.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons: (Element | null)[] = [...(element.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (event.key === "ArrowDown") focusItem(element.current, at + 1);
    else if (event.key === "ArrowUp") focusItem(element.current, Math.max(at, 0) - 1);
    else if (event.key === "Home") focusItem(element.current, 0);
    else if (event.key === "End") focusItem(element.current, -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="menu"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      ref={element}
      style={placeUnder(anchor)}
      onKeyDown={onKeyDown}
    >
      {items.map(({ icon, label: name, run }) => (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          key={name}
          class="menu-item"
          onClick={() => {
            close();
            run();
          }}
        >
          <span class={`codicon codicon-${icon}`} aria-hidden="true" />
          {name}
        </button>
      ))}
    </div>
  );
}

/** Counted from the end when negative; goes round. */
function focusItem(menu: HTMLElement | null, index: number): void {
  const buttons = menu?.querySelectorAll("button") ?? [];
  buttons[(index + buttons.length) % buttons.length]?.focus();
}

/** Right edges in line; above the button where there is more room. */
function placeUnder(anchor: HTMLElement) {
  const { right, top, bottom } = anchor.getBoundingClientRect();
  const vertical =
    bottom < innerHeight / 2 ? { top: `${bottom + 2}px` } : { bottom: `${innerHeight - top + 2}px` };
  return { right: `${innerWidth - right}px`, ...vertical };
}
