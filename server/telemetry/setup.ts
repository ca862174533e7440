import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { metrics } from "@/server/telemetry/metrics";
import { singleton } from "@/server/singleton";

/** Starts tracing when an OTLP endpoint is in the environment, and says who we are in /metrics. */
export function setupTelemetry(version: string): void {
  singleton("telemetry", () => {
    metrics.buildInfo.set({ version, node: process.version }, 1);
    const endpoint =
      process.env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
    if (endpoint === undefined || endpoint === "") return undefined;
    process.env["OTEL_SERVICE_NAME"] ??= "heddle";
    // The exporter reads address and headers from the environment by the standard's own rules.
    const provider = new NodeTracerProvider({
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    });
    provider.register();
    process.once("SIGTERM", () => void provider.shutdown());
    return provider;
  });
}
