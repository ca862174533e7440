import type { LiveCounters } from "./endpoint";
import type { LiveEndpoint } from "./endpoint-rows";

const counterOrder = [
  "requestsTotal",
  "requestSuccesses",
  "requestErrors",
  "requestTimeouts",
  "requestsActive",
  "connectionsTotal",
  "connectionsActive",
  "connectFailures",
  "successPercent",
] as const satisfies readonly (keyof LiveCounters)[];

const texts = counterOrder.length;

/** A live endpoint as a list, since tens of thousands travel at every refresh; unknown values are null, the end is cut. */
export type PackedLive = readonly (number | string | null)[];

/** Packs what is live of an endpoint. */
export function packLive(live: LiveEndpoint): PackedLive {
  const packed: (number | string | null)[] = [
    ...counterOrder.map((key) => live.counters[key] ?? null),
    live.faults.length === 0 ? null : live.faults.join(","),
    live.edsHealth ?? null,
    live.hostname ?? null,
    live.pod ?? null,
  ];
  while (packed.length > 0 && packed.at(-1) === null) packed.pop();
  return packed;
}

/** The endpoint of a packed list. */
export function unpackLive(packed: PackedLive): LiveEndpoint {
  const text = (index: number) => {
    const found = packed[texts + index];
    return typeof found === "string" ? found : undefined;
  };
  const [faults, edsHealth, hostname, pod] = [text(0), text(1), text(2), text(3)];
  const counters = Object.fromEntries(
    counterOrder.flatMap((key, index) => (typeof packed[index] === "number" ? [[key, packed[index]]] : [])),
  );
  return {
    counters,
    faults: faults?.split(",") ?? [],
    ...(edsHealth === undefined ? {} : { edsHealth }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod === undefined ? {} : { pod }),
  };
}
