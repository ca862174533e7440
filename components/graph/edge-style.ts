import type { Palette } from "./palette";
import type { EdgeLabel } from "./view-state";
import { formatMeasure } from "@/lib/format/measure";
import type { GraphEdge } from "@/lib/graph/model";

export type EdgeStyle = {
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
};

/** Solid for HTTP, long dashes for gRPC, dots for TCP: the protocol is seen without colour. */
const dashes = { http: [], grpc: [9, 4], tcp: [2, 4] } as const;

/** Colour by health, dash by protocol, width by rate (each step is tenfold). */
export function edgeStyle(edge: GraphEdge, palette: Palette): EdgeStyle {
  const { status } = edge.health;
  const calm = edge.protocol === "tcp" ? palette.tcp : palette.borderStrong;
  const colour = status === "ok" ? calm : status === "idle" ? palette.border : palette.status[status];
  return { colour, width: edgeWidth(edge), dash: dashes[edge.protocol] };
}

function edgeWidth(edge: GraphEdge): number {
  const figure = edge.protocol === "tcp" ? (edge.bytesPerSecond ?? 0) / 1000 : (edge.requestsPerSecond ?? 0);
  if (figure <= 0) return 1;
  return Math.round(Math.min(5, Math.max(1.25, 1.8 + Math.log10(figure) * 0.75)) * 2) / 2;
}

/** The text on an edge, or "" when there is nothing to say. A "≤" marks the upper bound of joined quantiles. */
export function edgeText(edge: GraphEdge, label: EdgeLabel): string {
  switch (label) {
    case "none":
      return "";
    case "rate":
      return edge.protocol === "tcp"
        ? formatMeasure(edge.bytesPerSecond, "bps")
        : formatMeasure(edge.requestsPerSecond, "rps");
    case "errors":
      return edge.protocol === "tcp" ? "" : formatMeasure(edge.errorRatio, "ratio");
    case "p95": {
      if (edge.protocol === "tcp") return "";
      const text = formatMeasure(edge.latencyMsP95, "ms");
      return edge.latencyBound === "upper" && edge.latencyMsP95 !== undefined ? `≤ ${text}` : text;
    }
  }
}
