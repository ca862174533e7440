import type { PodSpec, WorkloadSpec } from "@/server/demo/world/spec";

/** The proxy that reports a span. */
export type SpanReporter = { readonly workload: WorkloadSpec; readonly pod: PodSpec };

/** One span before it is printed in either of Jaeger's forms. Times in whole µs since the epoch. */
export type DemoSpan = {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: "client" | "server";
  /** A gateway's span of one attempt at an upstream: it knows the address, but not the request. */
  readonly upstreamOnly: boolean;
  readonly reporter: SpanReporter;
  readonly startUs: number;
  durationUs: number;
  readonly method: string;
  readonly url: string;
  readonly grpc: boolean;
  /** 0 is no response. */
  status: number;
  grpcStatus: string | undefined;
  flags: string;
  /** "" when the proxy found none. */
  cluster: string;
  /** `ip:port` of the upstream; "" when none was reached. */
  upstreamAddress: string;
  readonly peerAddress: string;
  retries: number;
  readonly requestBytes: number;
  responseBytes: number;
};

export type DemoTrace = {
  readonly traceId: string;
  readonly requestId: string;
  readonly spans: readonly DemoSpan[];
};

/** Name under which Jaeger keeps the spans of a proxy. */
export function serviceNameOf(reporter: SpanReporter): string {
  return `${reporter.workload.app}.${reporter.workload.namespace}`;
}

/** A failed request by the rules of Envoy's tracer: no answer, 5xx, or a gRPC status that is not OK. */
export function isErrorSpan(span: DemoSpan): boolean {
  return (
    span.status === 0 || span.status >= 500 || (span.grpcStatus !== undefined && span.grpcStatus !== "0")
  );
}
