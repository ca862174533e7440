import type { RouterInputs } from "@/components/causes/router-types";

type Edge = RouterInputs["causes"]["observed"]["edge"];

/** The edge of the URL; undefined while nothing is named. */
export function edgeFromTexts(texts: {
  readonly source: string;
  readonly destination: string;
  readonly proxy: string;
}): Required<Edge> | undefined {
  const edge = {
    source: texts.source.trim(),
    destination: texts.destination.trim(),
    proxy: texts.proxy.trim(),
  };
  return edge.source === "" && edge.destination === "" && edge.proxy === "" ? undefined : edge;
}

/** What the person asks about: what the URL says of the symptom. */
export type AskedSymptom = {
  readonly code: number;
  readonly flag: string;
  readonly details: string;
  readonly reporter: "source" | "destination" | "unknown";
  readonly protocol: "http" | "grpc" | "tcp" | "unknown";
  readonly grpcStatus?: number;
  /** Caller and destination of the row that was picked, where the page asks about several. */
  readonly from?: string;
  readonly to?: string;
};

/** The edge of one symptom: what the page was asked about, and what the picked row adds to it. */
export function edgeOfSymptom(edge: Required<Edge>, { from, to }: AskedSymptom): Required<Edge> {
  return {
    ...edge,
    source: edge.source === "" && edge.proxy === "" ? (from ?? "") : edge.source,
    destination: edge.destination === "" ? (to ?? "") : edge.destination,
  };
}
