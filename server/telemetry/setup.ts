import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { metrics } from "@/server/telemetry/metrics";
import { singleton } from "@/server/singleton";

/** Starts tracing when an OTLP endpoint is in the environment, and says who we are in /metrics. */
export function setupTelemetry(version: string): NodeTracerProvider | undefined {
  return singleton("telemetry", () => {
    metrics.buildInfo.set({ version, node: process.version }, 1);
    const endpoint =
      process.env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
    if (endpoint === undefined || endpoint === "") return undefined;
    // The exporter reads address and headers from the environment by the standard's own rules.
    const provider = new NodeTracerProvider({
      resource: ownResource({
        "service.name": process.env["OTEL_SERVICE_NAME"] ?? "heddle",
        "service.version": version,
      }),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    });
    provider.register();
    process.once("SIGTERM", () => void provider.shutdown());
    return provider;
  });
}

type Resource = NonNullable<NonNullable<ConstructorParameters<typeof NodeTracerProvider>[0]>["resource"]>;

/** The package that makes resources is not among our dependencies, and ours never merge. */
function ownResource(attributes: Readonly<Record<string, string>>): Resource {
  const resource: Resource = {
    attributes,
    merge: (other) => other ?? resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}
