import type { EdgeProtocol } from "@/lib/graph/edge-traffic";
import { knownLabel } from "@/lib/telemetry/istio/labels";
import type { Labels } from "@/lib/telemetry/series";

export const responseClasses = ["1xx", "2xx", "3xx", "4xx", "5xx", "none", "grpc-error"] as const;
export type ResponseClass = (typeof responseClasses)[number];

const classByDigit: Readonly<Record<string, ResponseClass>> = {
  "1": "1xx",
  "2": "2xx",
  "3": "3xx",
  "4": "4xx",
  "5": "5xx",
};

/** HTTP or gRPC of a request series. Istio writes both in `request_protocol`; anything else is HTTP. */
export function requestProtocol(labels: Labels): EdgeProtocol {
  return labels.request_protocol === "grpc" ? "grpc" : "http";
}

/**
 * The class of a request series. Code 0 or none is "none": no response came. For gRPC the status decides, unless the
 * HTTP code itself is an error (a proxy answered instead of the service). Source: Istio's standard metrics.
 */
export function responseClass(labels: Labels): ResponseClass {
  const code = labels.response_code ?? "";
  const http = classByDigit[code.charAt(0)] ?? "none";
  if (requestProtocol(labels) !== "grpc") return http;
  if (http === "4xx" || http === "5xx") return "grpc-error";
  const status = knownLabel(labels, "grpc_response_status");
  if (status === undefined) return http;
  return status === "0" ? "2xx" : "grpc-error";
}

/** Whether a class counts as an error: 5xx, no response, and any gRPC status but 0. 4xx is the caller's mistake. */
export function isErrorClass(name: string): boolean {
  return name === "5xx" || name === "none" || name === "grpc-error";
}
