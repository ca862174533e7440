import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

const tracer = () => trace.getTracer("heddle");

/**
 * Runs `work` inside a client span. `headers` carry the trace context to the other side; without a tracing set-up
 * they are empty and the span costs nothing.
 */
export function inClientSpan<T>(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  work: (headers: Record<string, string>) => Promise<T>,
): Promise<T> {
  return tracer().startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    try {
      return await work(headers);
    } catch (error) {
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: error instanceof Error ? error.message : String(error),
      });
      throw error;
    } finally {
      span.end();
    }
  });
}
