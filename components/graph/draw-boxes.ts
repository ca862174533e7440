import { shortName } from "./draw-nodes";
import type { Palette } from "./palette";
import type { Scene } from "./scene";
import type { Rect } from "./viewport";

/** Namespace boxes with their names; from afar the names grow against the zoom, so that one still finds the way. */
export function drawBoxes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  scale: number,
  view: Rect,
): void {
  context.setLineDash([]);
  for (const box of scene.boxes) {
    if (box.x > view.right || box.x + box.width < view.left) continue;
    if (box.y > view.bottom || box.y + box.height < view.top) continue;
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, 10);
    context.fillStyle = palette.sunken;
    context.fill();
    context.lineWidth = Math.max(1, 0.8 / scale);
    context.strokeStyle = palette.border;
    context.stroke();
    drawTitle(context, box, palette, scale);
  }
}

function drawTitle(
  context: CanvasRenderingContext2D,
  box: Scene["boxes"][number],
  palette: Palette,
  scale: number,
): void {
  const size = Math.min(Math.max(12, 10.5 / scale), Math.max(12, box.height * 0.3));
  if (size * scale < 6) return;
  const name = box.id.slice(box.id.indexOf("/") + 1);
  context.font = `600 ${size}px ${palette.font}`;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillStyle = palette.muted;
  const room = Math.max(3, Math.floor((box.width - 20) / (size * 0.58)));
  context.fillText(shortName(name, room), box.x + 12, box.y + 10);
}
