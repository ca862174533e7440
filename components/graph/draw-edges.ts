import { edgeCurves, edgeMiddle, type Curve } from "./edge-path";
import { edgeStyle, edgeText, type EdgeStyle } from "./edge-style";
import { readableSize } from "./readable-size";
import type { Emphasis } from "./emphasis";
import { labelPlaces } from "./label-places";
import type { Palette } from "./palette";
import { edgeVisible, type Scene } from "./scene";
import type { DrawOptions } from "./view-state";
import type { Rect } from "./viewport";

type Batch = { readonly style: EdgeStyle; readonly alpha: number; readonly edges: number[] };

/** Below these scales details cannot be read, and drawing them only costs time. */
const curveScale = 0.3;
const arrowScale = 0.38;
const labelScale = 0.5;

/** Edges in as few strokes as there are styles. */
export function drawEdges(
  context: CanvasRenderingContext2D,
  scene: Scene,
  emphasis: Emphasis,
  palette: Palette,
  scale: number,
  view: Rect,
): void {
  const batches = batchEdges(scene, emphasis, palette, view);
  context.lineCap = "round";
  for (const batch of batches) {
    context.globalAlpha = batch.alpha;
    context.strokeStyle = batch.style.colour;
    context.lineWidth = Math.max(batch.style.width, 0.7 / scale);
    context.setLineDash(scale < curveScale ? [] : [...batch.style.dash]);
    context.beginPath();
    for (const edge of batch.edges) {
      if (scale < curveScale) traceLine(context, scene, edge);
      else for (const curve of edgeCurves(scene, edge)) traceCurve(context, curve);
    }
    context.stroke();
    if (scale >= arrowScale) drawArrows(context, scene, batch);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function batchEdges(scene: Scene, emphasis: Emphasis, palette: Palette, view: Rect): readonly Batch[] {
  const batches = new Map<string, Batch>();
  for (let edge = 0; edge < scene.edges.length; edge += 1) {
    const model = scene.edges[edge];
    if (model === undefined || !edgeVisible(scene, edge, view)) continue;
    const plain = edgeStyle(model, palette);
    const level = emphasis.edges[edge] ?? 1;
    const calm = model.health.status === "ok" || model.health.status === "idle";
    const style = level === 2 && calm ? { ...plain, colour: palette.accent } : plain;
    const alpha = level === 0 ? 0.2 : level === 1 ? 0.85 : 1;
    const key = `${level} ${style.colour} ${style.width} ${style.dash.length}${style.dash[0] ?? ""}`;
    const batch = batches.get(key) ?? { style, alpha, edges: [] };
    batch.edges.push(edge);
    batches.set(key, batch);
  }
  return [...batches.values()].sort((a, b) => a.alpha - b.alpha);
}

function traceLine(context: CanvasRenderingContext2D, scene: Scene, edge: number): void {
  const from = scene.source[edge] ?? 0;
  const to = scene.destination[edge] ?? 0;
  context.moveTo(scene.x[from] ?? 0, scene.y[from] ?? 0);
  context.lineTo(scene.x[to] ?? 0, scene.y[to] ?? 0);
}

function traceCurve(context: CanvasRenderingContext2D, curve: Curve): void {
  context.moveTo(curve[0], curve[1]);
  context.bezierCurveTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7]);
}

function drawArrows(context: CanvasRenderingContext2D, scene: Scene, batch: Batch): void {
  context.fillStyle = batch.style.colour;
  context.setLineDash([]);
  context.beginPath();
  const size = 5 + batch.style.width * 1.3;
  for (const edge of batch.edges) {
    const last = edgeCurves(scene, edge).at(-1);
    if (last === undefined) continue;
    const angle = Math.atan2(last[7] - last[5], last[6] - last[4]);
    const back = angle + Math.PI;
    const tipX = last[6] + Math.cos(angle) * 2;
    const tipY = last[7] + Math.sin(angle) * 2;
    context.moveTo(tipX, tipY);
    context.lineTo(tipX + Math.cos(back - 0.42) * size, tipY + Math.sin(back - 0.42) * size);
    context.lineTo(tipX + Math.cos(back + 0.42) * size, tipY + Math.sin(back + 0.42) * size);
    context.closePath();
  }
  context.fill();
}

/** Labels of the edges that stand out, and of all plain ones when the graph is near enough. */
export function drawEdgeLabels(
  context: CanvasRenderingContext2D,
  scene: Scene,
  emphasis: Emphasis,
  palette: Palette,
  scale: number,
  view: Rect,
  options: DrawOptions,
): void {
  const size = readableSize(10.5, scale);
  const places = labelPlaces(scene);
  context.font = `500 ${size}px ${palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let edge = 0; edge < scene.edges.length; edge += 1) {
    const model = scene.edges[edge];
    const level = emphasis.edges[edge] ?? 1;
    if (model === undefined || level === 0 || (scale < labelScale && level < 2)) continue;
    if (scale < labelScale / 3 || !edgeVisible(scene, edge, view)) continue;
    const insecure = model.badges.some((badge) => badge.code.startsWith("mtls-"));
    const text = edgeText(model, options.label);
    if (text === "" && !insecure) continue;
    drawLabel(
      context,
      size,
      places[edge] ?? edgeMiddle(edgeCurves(scene, edge)),
      text,
      insecure,
      model.health.status === "failing" ? palette.status.failing : palette.text,
      palette,
    );
  }
}

function drawLabel(
  context: CanvasRenderingContext2D,
  size: number,
  at: { readonly x: number; readonly y: number },
  text: string,
  insecure: boolean,
  colour: string,
  palette: Palette,
): void {
  const textWidth = text === "" ? 0 : context.measureText(text).width;
  const lockWidth = insecure ? 13 : 0;
  const width = textWidth + lockWidth + 8;
  context.globalAlpha = 0.92;
  context.fillStyle = palette.surface;
  context.beginPath();
  context.roundRect(at.x - width / 2, at.y - size * 0.7, width, size * 1.4, 4);
  context.fill();
  context.globalAlpha = 1;
  if (insecure) drawOpenLock(context, at.x - width / 2 + 9, at.y, palette.status.degraded);
  if (text === "") return;
  context.fillStyle = colour;
  context.fillText(text, at.x + lockWidth / 2, at.y + 0.5);
}

function drawOpenLock(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.4;
  context.beginPath();
  context.arc(x - 2.4, y - 2, 2.4, Math.PI, 0);
  context.stroke();
  context.fillRect(x - 3.5, y - 1, 7, 5.5);
}
