import { SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { printProxyId, type ProxyId } from "@/lib/mesh/proxy-id";
import type { Call, ConfigDumpBytes, ControlPlaneSource } from "@/server/ports";
import { createDumpCache } from "../dump-cache";
import { throughDoor } from "../dump-door";
import { systemClock } from "../request";
import { createSharedFlights } from "../shared-flight";
import type { IstiodOptions } from "./replicas";

const cacheMaxBytes = 32 * 1_048_576;
const minIntervalMs = 5_000;

/**
 * Dumps of istiod, which makes each anew when it is asked: readers at the same time share one, and for a moment it is
 * given again. What a proxy acknowledged says nothing of what istiod would send now, so no version keeps it longer.
 */
export function createDumpReader(
  { cluster, clock = systemClock }: Pick<IstiodOptions, "cluster" | "clock">,
  ask: (proxy: ProxyId, call: Call) => Promise<Sourced<ConfigDumpBytes>>,
): ControlPlaneSource["configDump"] {
  const flights = createSharedFlights();
  const cache = createDumpCache(cacheMaxBytes);
  const left = () => new SourceError("the reader left", { source: "istiod", cluster, reason: "aborted" });
  return (proxy, { version: _version, ...call }) => {
    const key = printProxyId(proxy);
    const request = `GET /debug/config_dump?proxyID=${key}&include_eds=true`;
    const door = { source: "istiod", cluster, request } as const;
    const held = { ...door, cache, nowMs: () => clock.nowMs(), minIntervalMs };
    return throughDoor(held, key, call, (remember) =>
      flights.join(
        key,
        call.signal,
        async (signal) => {
          const answer = await ask(proxy, { ...call, signal });
          remember({ ...answer, isWhole: true });
          return answer;
        },
        left,
      ),
    );
  };
}
