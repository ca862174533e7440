"use client";
import { useState, type PointerEvent } from "react";
import type { TimeWindow } from "./use-trace-view";

type Drag = { readonly from: number; readonly to: number };

/** Pointer handlers that let a person draw a range of time on an element as wide as `window`; `drag` is what is drawn now, as parts of its width. */
export function useRangeDrag(window: TimeWindow, onRange: (range: TimeWindow) => void) {
  const [drag, setDrag] = useState<Drag>();
  const part = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / Math.max(box.width, 1), 0), 1);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: part(event), to: part(event) });
    },
    onPointerMove: (event: PointerEvent) => {
      if (drag !== undefined) setDrag({ from: drag.from, to: part(event) });
    },
    onPointerUp: () => {
      setDrag(undefined);
      if (drag === undefined || Math.abs(drag.to - drag.from) < 0.004) return;
      const lengthUs = window.toUs - window.fromUs;
      onRange({
        fromUs: window.fromUs + Math.min(drag.from, drag.to) * lengthUs,
        toUs: window.fromUs + Math.max(drag.from, drag.to) * lengthUs,
      });
    },
    onPointerCancel: () => setDrag(undefined),
  };
  const selection =
    drag === undefined
      ? undefined
      : {
          left: `${Math.min(drag.from, drag.to) * 100}%`,
          width: `${Math.abs(drag.to - drag.from) * 100}%`,
        };
  return { handlers, selection };
}
