import { drawBoxes } from "./draw-boxes";
import { drawEdgeLabels, drawEdges } from "./draw-edges";
import { drawNodes } from "./draw-nodes";
import { emphasize } from "./emphasis";
import type { Palette } from "./palette";
import type { Scene } from "./scene";
import type { DrawOptions, Highlight } from "./view-state";
import { visibleRect, type Size, type Viewport } from "./viewport";

export type Frame = {
  readonly scene: Scene;
  readonly viewport: Viewport;
  readonly size: Size;
  readonly pixelRatio: number;
  readonly palette: Palette;
  readonly highlight: Highlight;
  readonly options: DrawOptions;
};

/** Draws one whole frame; the context's canvas is `size` × `pixelRatio` device pixels. */
export function drawFrame(context: CanvasRenderingContext2D, frame: Frame): void {
  const { scene, viewport, size, pixelRatio, palette, highlight, options } = frame;
  const { scale } = viewport;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = palette.background;
  context.fillRect(0, 0, size.width * pixelRatio, size.height * pixelRatio);
  context.setTransform(
    scale * pixelRatio,
    0,
    0,
    scale * pixelRatio,
    viewport.x * pixelRatio,
    viewport.y * pixelRatio,
  );
  const view = visibleRect(viewport, size);
  const emphasis = emphasize(scene, highlight);
  drawBoxes(context, scene, palette, scale, view);
  drawEdges(context, scene, emphasis, palette, scale, view);
  drawNodes(context, scene, emphasis, highlight, palette, scale, view, options);
  drawEdgeLabels(context, scene, emphasis, palette, scale, view, options);
}
