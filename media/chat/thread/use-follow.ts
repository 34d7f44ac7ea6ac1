import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The user can't tell it from the end. */
const NEAR_PX = 24;

/**
 * Keeps an element that scrolls at its end while its content grows or its room shrinks. Scrolling up ends that,
 * scrolling back to the end begins it again.
 */
export function useFollow(scroller: RefObject<HTMLElement | null>) {
  const follows = useRef(true);
  const lastTop = useRef(0);
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = () => {
    follows.current = true;
    setAtEnd(true);
    const element = scroller.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  };
  /** After what moved it otherwise. */
  const moved = () => {
    lastTop.current = scroller.current?.scrollTop ?? 0;
  };
  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    if (element.scrollTop < lastTop.current && below > 1) follows.current = false;
    else if (below < NEAR_PX) follows.current = true;
    lastTop.current = element.scrollTop;
    setAtEnd(follows.current);
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (follows.current) toEnd();
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return { atEnd, toEnd, moved, onScroll };
}
