import { badgeLetter, shownBadges } from "./badge-letter";
import type { Emphasis } from "./emphasis";
import { traceShape } from "./node-shape";
import { readableSize } from "./readable-size";
import type { Palette } from "./palette";
import { nodeRadius, nodeVisible, type Scene } from "./scene";
import type { DrawOptions, Highlight } from "./view-state";
import type { Rect } from "./viewport";
import type { GraphNode } from "@/lib/graph/model";

const shapeScale = 0.2;
const textScale = 0.42;
const secondScale = 0.7;
const nameLength = 22;

/** Nodes: dots from afar, shapes with status, marks and names from near. */
export function drawNodes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  emphasis: Emphasis,
  highlight: Highlight,
  palette: Palette,
  scale: number,
  view: Rect,
  options: DrawOptions,
): void {
  if (scale < shapeScale) drawDots(context, scene, emphasis, palette, scale, view);
  for (let index = 0; index < scene.nodes.length; index += 1) {
    const node = scene.nodes[index];
    if (node === undefined || !nodeVisible(scene, index, view)) continue;
    const level = emphasis.nodes[index] ?? 1;
    const picked = node.id === highlight.selected || node.id === highlight.cursor;
    if (scale < shapeScale && !picked && (level < 2 || !emphasis.any)) continue;
    const x = scene.x[index] ?? 0;
    const y = scene.y[index] ?? 0;
    context.globalAlpha = level === 0 ? 0.34 : 1;
    if (picked || node.id === highlight.hovered) drawHalo(context, node, x, y, palette, scale, picked);
    drawShape(context, node, x, y, palette);
    if (scale >= textScale || (level === 2 && emphasis.any) || picked) {
      drawName(context, node, x, y, palette, scale, options);
    }
    if (scale >= textScale) drawMarks(context, node, x, y, palette);
  }
  context.globalAlpha = 1;
}

/** From afar a node is a dot of its status' colour; all dots of one status are one fill. */
function drawDots(
  context: CanvasRenderingContext2D,
  scene: Scene,
  emphasis: Emphasis,
  palette: Palette,
  scale: number,
  view: Rect,
): void {
  const radius = Math.max(nodeRadius * 0.9, 2.2 / scale);
  const groups = new Map<string, number[]>();
  for (let index = 0; index < scene.nodes.length; index += 1) {
    const node = scene.nodes[index];
    if (node === undefined || !nodeVisible(scene, index, view)) continue;
    const key = `${emphasis.nodes[index] === 0 ? "0" : "1"}${palette.status[node.health.status]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  for (const [key, group] of groups) {
    context.globalAlpha = key.startsWith("0") ? 0.2 : 0.95;
    context.fillStyle = key.slice(1);
    context.beginPath();
    for (const index of group) {
      const x = scene.x[index] ?? 0;
      const y = scene.y[index] ?? 0;
      context.rect(x - radius, y - radius, radius * 2, radius * 2);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawHalo(
  context: CanvasRenderingContext2D,
  node: GraphNode,
  x: number,
  y: number,
  palette: Palette,
  scale: number,
  strong: boolean,
): void {
  context.beginPath();
  traceShape(context, node, x, y, nodeRadius + 5);
  context.strokeStyle = palette.accent;
  context.lineWidth = Math.max(strong ? 2.5 : 1.5, (strong ? 2 : 1) / scale);
  context.setLineDash([]);
  context.stroke();
}

function drawShape(
  context: CanvasRenderingContext2D,
  node: GraphNode,
  x: number,
  y: number,
  palette: Palette,
): void {
  const { status } = node.health;
  context.beginPath();
  traceShape(context, node, x, y);
  context.fillStyle = palette.surface;
  context.fill();
  context.fillStyle = palette.statusSoft[status];
  context.fill();
  context.lineWidth = status === "failing" || status === "degraded" ? 2.4 : 1.6;
  context.strokeStyle = palette.status[status];
  context.setLineDash(node.kind === "external" || node.kind === "unknown" ? [3, 3] : []);
  context.stroke();
  context.setLineDash([]);
  if (node.memberCount === undefined) drawStatusSign(context, status, x, y, palette);
  else drawCount(context, node.memberCount, x, y, palette);
}

/** The status once more as a sign inside the shape, so that it is not told by colour alone. */
function drawStatusSign(
  context: CanvasRenderingContext2D,
  status: GraphNode["health"]["status"],
  x: number,
  y: number,
  palette: Palette,
): void {
  context.strokeStyle = palette.status[status];
  context.fillStyle = palette.status[status];
  context.lineWidth = 2;
  context.beginPath();
  switch (status) {
    case "ok":
      context.moveTo(x - 4.5, y);
      context.lineTo(x - 1, y + 3.5);
      context.lineTo(x + 5, y - 4);
      break;
    case "degraded":
      context.moveTo(x, y - 5.5);
      context.lineTo(x + 6, y + 4.5);
      context.lineTo(x - 6, y + 4.5);
      context.closePath();
      break;
    case "failing":
      context.moveTo(x - 4.5, y - 4.5);
      context.lineTo(x + 4.5, y + 4.5);
      context.moveTo(x + 4.5, y - 4.5);
      context.lineTo(x - 4.5, y + 4.5);
      break;
    case "idle":
      context.moveTo(x - 5, y);
      context.lineTo(x + 5, y);
      break;
    case "unknown":
      context.font = `600 13px ${palette.font}`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText("?", x, y + 0.5);
      break;
  }
  context.stroke();
}

function drawCount(
  context: CanvasRenderingContext2D,
  count: number,
  x: number,
  y: number,
  palette: Palette,
): void {
  context.fillStyle = palette.text;
  context.font = `600 12px ${palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(count), x, y + 0.5);
}

/** Long names lose their middle: both ends tell services of one family apart. */
export function shortName(name: string, length = nameLength): string {
  if (name.length <= length) return name;
  const tail = Math.floor(length / 2) - 1;
  return `${name.slice(0, length - tail - 1)}…${name.slice(-tail)}`;
}

function drawName(
  context: CanvasRenderingContext2D,
  node: GraphNode,
  x: number,
  y: number,
  palette: Palette,
  scale: number,
  options: DrawOptions,
): void {
  const size = scale < textScale ? 11 / scale : readableSize(11.5, scale);
  context.font = `500 ${size}px ${palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = size / 4;
  context.strokeStyle = palette.background;
  const text = shortName(node.name);
  context.strokeText(text, x, y + nodeRadius + 6);
  context.fillStyle = palette.text;
  context.fillText(text, x, y + nodeRadius + 6);
  const second = node.version ?? (options.showNamespace ? node.namespace : "");
  if (second === "" || scale < secondScale) return;
  context.font = `400 10px ${palette.font}`;
  context.fillStyle = palette.muted;
  context.strokeText(shortName(second), x, y + nodeRadius + 8 + size);
  context.fillText(shortName(second), x, y + nodeRadius + 8 + size);
}

function drawMarks(
  context: CanvasRenderingContext2D,
  node: GraphNode,
  x: number,
  y: number,
  palette: Palette,
): void {
  shownBadges(node.badges).forEach((badge, index) => {
    const cx = x + nodeRadius + 4;
    const cy = y - nodeRadius + 3 + index * 13;
    const grave = badge.severity === "error" ? "failing" : "degraded";
    context.beginPath();
    context.arc(cx, cy, 6.2, 0, Math.PI * 2);
    context.fillStyle = badge.severity === "info" ? palette.surface : palette.statusSoft[grave];
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = badge.severity === "info" ? palette.borderStrong : palette.status[grave];
    context.stroke();
    context.fillStyle = badge.severity === "info" ? palette.muted : palette.status[grave];
    context.font = `700 8.5px ${palette.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(badgeLetter(badge.code) ?? "", cx, cy + 0.5);
  });
}
