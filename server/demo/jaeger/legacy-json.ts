import { envoyVersion } from "@/server/demo/envoy/bootstrap";
import type { MeshSpec } from "@/server/demo/world/spec";
import { resourceTags } from "./otlp-json";
import { type DemoSpan, type DemoTrace, isErrorSpan, serviceNameOf } from "./span";
import { tagsOf } from "./span-tags";

/** The envelope of the legacy API. */
export function legacyEnvelope(data: unknown, total = 0): unknown {
  return { data, total, limit: 0, offset: 0, errors: null };
}

export function legacyError(code: number, msg: string): unknown {
  return { data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] };
}

function typedTags(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags)
    .map(([key, value]) =>
      key === "error" ? { key, type: "bool", value: true } : { key, type: "string", value },
    )
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function legacySpan(spec: MeshSpec, trace: DemoTrace, span: DemoSpan, processID: string) {
  const { traceId: traceID } = trace;
  return {
    traceID,
    spanID: span.spanId,
    operationName: span.name,
    references: span.parentSpanId === "" ? [] : [{ refType: "CHILD_OF", traceID, spanID: span.parentSpanId }],
    startTime: span.startUs,
    duration: span.durationUs,
    tags: typedTags({
      ...tagsOf(spec, trace, span),
      "otel.scope.name": "envoy",
      "otel.scope.version": envoyVersion,
      ...(isErrorSpan(span) ? { "otel.status_code": "ERROR" } : {}),
      "span.kind": span.kind,
    }),
    logs: [],
    processID,
    warnings: null,
  };
}

/** A trace in Jaeger's own form. */
export function legacyTrace(spec: MeshSpec, trace: DemoTrace): unknown {
  const names = [...new Set(trace.spans.map((span) => serviceNameOf(span.reporter)))];
  const processOf = new Map(names.map((name, index) => [name, `p${index + 1}`]));
  const processes = names.map((serviceName, index) => {
    const { "service.name": _name, ...tags } = resourceTags(serviceName);
    return [`p${index + 1}`, { serviceName, tags: typedTags(tags) }] as const;
  });
  return {
    traceID: trace.traceId,
    spans: trace.spans.map((span) =>
      legacySpan(spec, trace, span, processOf.get(serviceNameOf(span.reporter)) ?? "p1"),
    ),
    processes: Object.fromEntries(processes),
    warnings: null,
  };
}
