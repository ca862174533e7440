import { nodeRadius } from "./scene";
import type { GraphNode } from "@/lib/graph/model";

/** Traces the outline that stands for a node's kind, centred on a point. The legend shows the same shapes. */
export function traceShape(
  context: CanvasRenderingContext2D | Path2D,
  node: Pick<GraphNode, "kind" | "memberCount">,
  x: number,
  y: number,
  radius = nodeRadius,
): void {
  if (node.memberCount !== undefined) {
    context.roundRect(x - radius * 1.35, y - radius, radius * 2.7, radius * 2, 6);
    return;
  }
  switch (node.kind) {
    case "service":
    case "external":
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, Math.PI * 2);
      return;
    case "workload":
      context.roundRect(x - radius * 0.92, y - radius * 0.92, radius * 1.84, radius * 1.84, 5);
      return;
    case "version":
      polygon(context, x, y, radius * 1.08, 8, Math.PI / 8);
      return;
    case "gateway":
      polygon(context, x, y, radius * 1.12, 6, 0);
      return;
    case "unknown":
      polygon(context, x, y, radius * 1.1, 4, 0);
      return;
  }
}

function polygon(
  context: CanvasRenderingContext2D | Path2D,
  x: number,
  y: number,
  radius: number,
  corners: number,
  turn: number,
): void {
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * Math.PI * 2) / corners;
    const px = x + Math.cos(angle) * radius;
    const py = y + Math.sin(angle) * radius;
    if (corner === 0) context.moveTo(px, py);
    else context.lineTo(px, py);
  }
  context.closePath();
}
