import type { CanvasController } from "./canvas-controller";

export type PointerCallbacks = {
  /** undefined: nothing there. */
  readonly onHover: (id: string | undefined) => void;
  readonly onSelect: (id: string | undefined) => void;
  readonly onOpen: (id: string) => void;
};

type Point = { readonly x: number; readonly y: number };

/** Farther than this many pixels a press is a drag and selects nothing. */
const dragPixels = 4;

/** Wires mouse, touch and wheel to a controller; the returned function unwires them. */
export function attachPointer(
  canvas: HTMLCanvasElement,
  controller: CanvasController,
  callbacks: PointerCallbacks,
): () => void {
  const pointers = new Map<number, Point>();
  let travelled = 0;
  const place = (event: MouseEvent): Point => {
    const rect = canvas.getBoundingClientRect();
    return { x: event.clientX - rect.left, y: event.clientY - rect.top };
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    if (pointers.size === 1) travelled = 0;
  };
  const move = (event: PointerEvent): void => {
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (before === undefined) {
      callbacks.onHover(controller.idAt(now.x, now.y));
      return;
    }
    const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    const [other] = others;
    if (other === undefined) controller.panBy(now.x - before.x, now.y - before.y);
    else pinch(controller, before, now, other);
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    pointers.set(event.pointerId, now);
  };
  const up = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId) || travelled > dragPixels || event.type === "pointercancel") return;
    const at = place(event);
    callbacks.onSelect(controller.idAt(at.x, at.y));
  };
  const doubleClick = (event: MouseEvent): void => {
    const at = place(event);
    const id = controller.idAt(at.x, at.y);
    if (id !== undefined) callbacks.onOpen(id);
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    // Trackpads send pinches as wheel events with ctrl and small steps.
    controller.zoomBy(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0016)), place(event));
  };
  const wired = new AbortController();
  const { signal } = wired;
  canvas.addEventListener("pointerdown", down, { signal });
  canvas.addEventListener("pointermove", move, { signal });
  canvas.addEventListener("pointerup", up, { signal });
  canvas.addEventListener("pointercancel", up, { signal });
  canvas.addEventListener("pointerleave", () => callbacks.onHover(undefined), { signal });
  canvas.addEventListener("dblclick", doubleClick, { signal });
  canvas.addEventListener("wheel", wheel, { passive: false, signal });
  return () => wired.abort();
}

function pinch(controller: CanvasController, before: Point, now: Point, other: Point): void {
  const distanceBefore = Math.hypot(before.x - other.x, before.y - other.y);
  const distanceNow = Math.hypot(now.x - other.x, now.y - other.y);
  if (distanceBefore === 0 || distanceNow === 0) return;
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  controller.zoomBy(distanceNow / distanceBefore, middle);
  controller.panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
}
