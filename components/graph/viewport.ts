/** How the world is seen: screen = world × scale + offset, in CSS pixels. */
export type Viewport = { readonly scale: number; readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };
export type Rect = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

export const scaleMinimum = 0.02;
const scaleMaximum = 3;
const fitPadding = 18;

/** The viewport zoomed by `factor` around a point of the screen, which stays where it is. */
export function zoomAt(viewport: Viewport, factor: number, screenX: number, screenY: number): Viewport {
  const scale = Math.min(scaleMaximum, Math.max(scaleMinimum, viewport.scale * factor));
  const ratio = scale / viewport.scale;
  return { scale, x: screenX - (screenX - viewport.x) * ratio, y: screenY - (screenY - viewport.y) * ratio };
}

/** The viewport moved by screen pixels. */
export function panBy(viewport: Viewport, dx: number, dy: number): Viewport {
  return { ...viewport, x: viewport.x + dx, y: viewport.y + dy };
}

/** The viewport that shows all of `rect`, no larger than `scaleLimit`. */
export function fitRect(rect: Rect, size: Size, scaleLimit = 1.15): Viewport {
  const width = Math.max(1, rect.right - rect.left);
  const height = Math.max(1, rect.bottom - rect.top);
  const wanted = Math.min((size.width - fitPadding * 2) / width, (size.height - fitPadding * 2) / height);
  const scale = Math.min(scaleLimit, Math.max(scaleMinimum, wanted));
  return {
    scale,
    x: size.width / 2 - ((rect.left + rect.right) / 2) * scale,
    y: size.height / 2 - ((rect.top + rect.bottom) / 2) * scale,
  };
}

/** The viewport with a world point in the middle. */
export function centreOn(worldX: number, worldY: number, scale: number, size: Size): Viewport {
  return { scale, x: size.width / 2 - worldX * scale, y: size.height / 2 - worldY * scale };
}

/** The world point under a point of the screen. */
export function toWorld(viewport: Viewport, screenX: number, screenY: number): { x: number; y: number } {
  return { x: (screenX - viewport.x) / viewport.scale, y: (screenY - viewport.y) / viewport.scale };
}

/** The part of the world that is seen, with a margin in world units. */
export function visibleRect(viewport: Viewport, size: Size, margin = 40): Rect {
  const a = toWorld(viewport, 0, 0);
  const b = toWorld(viewport, size.width, size.height);
  return { left: a.x - margin, top: a.y - margin, right: b.x + margin, bottom: b.y + margin };
}
