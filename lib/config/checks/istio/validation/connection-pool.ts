import { error, type Problems } from "./problem";
import { duration } from "./shared";
import { numberFrom, record, text } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import { parseDurationMs } from "@/lib/xds/duration";

const counts = [
  "http1MaxPendingRequests",
  "http2MaxRequests",
  "maxRequestsPerConnection",
  "maxRetries",
  "maxConcurrentStreams",
];

/** Limits of connections and requests. */
export function* connectionPool(value: unknown, path: string): Problems {
  if (!isRecord(value)) return;
  if (!isRecord(value["http"]) && !isRecord(value["tcp"])) {
    yield error(path, "a connection pool needs http or tcp");
    return;
  }
  const http = record(value["http"]);
  for (const field of counts) {
    if ((numberFrom(http[field]) ?? 0) < 0)
      yield error(`${path}.http.${field}`, `${field} must not be negative`);
  }
  yield* duration(http, "idleTimeout", `${path}.http`);
  if (http["h2UpgradePolicy"] === "UPGRADE" && http["useClientProtocol"] === true) {
    yield error(
      `${path}.http.useClientProtocol`,
      "useClientProtocol must not be set beside h2UpgradePolicy UPGRADE",
    );
  }
  if (isRecord(http["http2KeepAlive"])) {
    for (const field of ["interval", "timeout"]) {
      if (http["http2KeepAlive"][field] === undefined)
        yield error(`${path}.http.http2KeepAlive`, `${field} is required`);
      yield* duration(http["http2KeepAlive"], field, `${path}.http.http2KeepAlive`);
    }
  }
  const tcp = record(value["tcp"]);
  if ((numberFrom(tcp["maxConnections"]) ?? 0) < 0) {
    yield error(`${path}.tcp.maxConnections`, "maxConnections must not be negative");
  }
  for (const field of ["connectTimeout", "maxConnectionDuration"]) yield* duration(tcp, field, `${path}.tcp`);
  // Zero turns this one off.
  if (parseDurationMs(text(tcp["idleTimeout"])) !== 0) yield* duration(tcp, "idleTimeout", `${path}.tcp`);
  const keepalive = record(tcp["tcpKeepalive"]);
  for (const field of ["time", "interval"]) yield* duration(keepalive, field, `${path}.tcp.tcpKeepalive`);
}
