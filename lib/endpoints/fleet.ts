import type { DifferenceCode, EndpointTruth, TruthRow } from "./model";
import { isLasting } from "./settling";

/** One service whose endpoints are not the same everywhere, or that has none. */
export type FleetRow = {
  readonly namespace: string;
  readonly name: string;
  readonly addressCount: number;
  /** Addresses with a difference that lasts. */
  readonly differingCount: number;
  readonly isFailing: boolean;
  readonly hasNoEndpoints: boolean;
  /** What differs, the most frequent first. */
  readonly codes: readonly { readonly code: DifferenceCode; readonly count: number }[];
  /** Proxies that a difference is about, `namespace/pod`. */
  readonly clients: readonly string[];
};

/** The row of one service; undefined when nothing of it is amiss. */
export function fleetRow(
  service: { readonly namespace: string; readonly name: string },
  { rows, notes }: EndpointTruth,
): FleetRow | undefined {
  const lasting = rows.flatMap(({ differences }) => differences.filter(isLasting));
  const hasNoEndpoints = notes.some(({ code }) => code === "no_endpoints");
  if (lasting.length === 0 && !hasNoEndpoints) return undefined;
  const counts = new Map<DifferenceCode, number>();
  for (const { code } of lasting) counts.set(code, (counts.get(code) ?? 0) + 1);
  return {
    namespace: service.namespace,
    name: service.name,
    addressCount: rows.length,
    differingCount: rows.filter(({ differences }) => differences.some(isLasting)).length,
    isFailing: lasting.some(({ severity }) => severity === "failing"),
    hasNoEndpoints,
    codes: [...counts].map(([code, count]) => ({ code, count })).toSorted((a, b) => b.count - a.count),
    clients: [...new Set(lasting.flatMap(({ client }) => client ?? []))].toSorted(),
  };
}

/** Whether some of the rows will probably agree in a moment. */
export function isSettling(rows: readonly TruthRow[]): boolean {
  return rows.some(
    ({ differences }) => !differences.some(isLasting) && differences.some((one) => one.isSettling === true),
  );
}
