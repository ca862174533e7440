import { envoyVersion } from "@/server/demo/envoy/bootstrap";
import type { MeshSpec } from "@/server/demo/world/spec";
import { type DemoSpan, type DemoTrace, isErrorSpan, serviceNameOf } from "./span";
import { tagsOf } from "./span-tags";

/** Attributes of the resource behind every span of one service. */
export function resourceTags(serviceName: string): Readonly<Record<string, string>> {
  return {
    "service.name": serviceName,
    "telemetry.sdk.language": "cpp",
    "telemetry.sdk.name": "envoy",
    "telemetry.sdk.version": envoyVersion,
  };
}

function keyValues(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

const spanKinds = { server: 2, client: 3 };

function otlpSpan(spec: MeshSpec, trace: DemoTrace, span: DemoSpan): Record<string, unknown> {
  return {
    traceId: trace.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === "" ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: spanKinds[span.kind],
    startTimeUnixNano: `${span.startUs}000`,
    endTimeUnixNano: `${span.startUs + span.durationUs}000`,
    attributes: keyValues(tagsOf(spec, trace, span)),
    status: isErrorSpan(span) ? { code: 2 } : {},
  };
}

/** A trace as OTLP's resource spans: one entry for each service. */
export function otlpResourceSpans(spec: MeshSpec, trace: DemoTrace): readonly Record<string, unknown>[] {
  const byService = new Map<string, DemoSpan[]>();
  for (const span of trace.spans) {
    const name = serviceNameOf(span.reporter);
    const list = byService.get(name) ?? [];
    byService.set(name, list);
    list.push(span);
  }
  return [...byService].map(([name, spans]) => ({
    resource: { attributes: keyValues(resourceTags(name)) },
    scopeSpans: [
      {
        scope: { name: "envoy", version: envoyVersion },
        spans: spans.map((span) => otlpSpan(spec, trace, span)),
      },
    ],
  }));
}
