import { useCallback, useRef, useState, useSyncExternalStore } from "react";

type Options = {
  readonly count: number;
  readonly rowHeightPx: number;
  /** Rows that are drawn above and below what is seen. */
  readonly overscan: number;
  /** What is taken as height before the browser has told it. */
  readonly initialHeightPx: number;
};

/** The rows of one height that a scrolled element shows: `scroll` and `body` are put on it and on what holds the rows. */
export function useRowWindow({ count, rowHeightPx, overscan, initialHeightPx }: Options) {
  const scroll = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [seen] = useState(() => createSeenRows(rowHeightPx, initialHeightPx));
  const subscribe = useCallback((onChange: () => void) => seen.watch(scroll.current, onChange), [seen]);
  const { first, rows } = useSyncExternalStore(subscribe, seen.read, seen.read);
  const start = Math.max(0, Math.min(first, count - rows) - overscan);
  const end = Math.min(count, first + rows + overscan);
  const scrollToIndex = useCallback(
    (index: number) => {
      if (scroll.current === null || body.current === null) return;
      reveal(scroll.current, body.current, index * rowHeightPx, rowHeightPx);
    },
    [rowHeightPx],
  );
  return {
    scroll,
    body,
    indexes: Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at),
    totalPx: count * rowHeightPx,
    scrollToIndex,
  };
}

/** Which rows are seen; a new value only when others are, so that most of a scroll draws nothing. */
function createSeenRows(rowHeightPx: number, initialHeightPx: number) {
  let seen = { first: 0, rows: Math.ceil(initialHeightPx / rowHeightPx) };
  function measure(element: HTMLElement): boolean {
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeightPx));
    const rows = Math.ceil(element.clientHeight / rowHeightPx) + 1;
    if (first === seen.first && rows === seen.rows) return false;
    seen = { first, rows };
    return true;
  }
  return {
    read: () => seen,
    watch(element: HTMLElement | null, onChange: () => void): () => void {
      if (element === null) return () => undefined;
      const look = () => {
        if (measure(element)) onChange();
      };
      const sizes = new ResizeObserver(look);
      sizes.observe(element);
      element.addEventListener("scroll", look, { passive: true });
      return () => {
        sizes.disconnect();
        element.removeEventListener("scroll", look);
      };
    },
  };
}

/** Scrolls as little as it takes to show `[topPx, topPx + heightPx]` of the body below what sticks at the top. */
function reveal(scroll: HTMLElement, body: HTMLElement, topPx: number, heightPx: number): void {
  const headPx =
    body.getBoundingClientRect().top -
    scroll.getBoundingClientRect().top -
    scroll.clientTop +
    scroll.scrollTop;
  const lowest = topPx + heightPx + headPx - scroll.clientHeight;
  if (topPx < scroll.scrollTop) scroll.scrollTop = topPx;
  else if (lowest > scroll.scrollTop) scroll.scrollTop = lowest;
}
