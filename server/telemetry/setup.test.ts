import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import { createRequester } from "@/server/sources/request";
import { closeServers, serve } from "@/test/local-server";
import { setupTelemetry } from "./setup";

afterEach(closeServers);

it("sends client spans of source requests to the OTLP endpoint, and the trace context to the source", async () => {
  const bodies: Buffer[] = [];
  const collector = await serve((request, response) => {
    request.on("data", (chunk: Buffer) => bodies.push(chunk));
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  });
  let traceparent: string | undefined;
  const source = await serve((request, response) => {
    traceparent = String(request.headers["traceparent"]);
    response.end("1");
  });
  process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.url;
  const provider = setupTelemetry("1.2.3");
  await createRequester({ source: "prometheus", cluster: "east", baseUrl: source.url }).json(
    z.unknown(),
    "/x",
  );
  await provider?.forceFlush();
  delete process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  const text = Buffer.concat(bodies).toString("utf8");
  expect(text).toContain('"prometheus GET"');
  expect(text).toContain('"heddle"');
  expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});
