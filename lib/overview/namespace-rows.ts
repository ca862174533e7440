import { worstHealth } from "@/lib/health/evaluate";
import type { NamespaceRow, ServiceRow } from "@/lib/overview/rows";

type NamespaceFact = { readonly name: string; readonly dataplane: NamespaceRow["dataplane"] };

/**
 * Namespaces with their services' figures added up, sorted by name. Latency is the worst service's, since quantiles
 * cannot be added. Namespaces without any service appear with unknown figures; external hosts belong to none.
 */
export function namespaceRows(
  namespaces: readonly NamespaceFact[],
  services: readonly ServiceRow[],
): readonly NamespaceRow[] {
  const facts = new Map(namespaces.map((each) => [each.name, each]));
  const members = new Map<string, ServiceRow[]>(namespaces.map((each) => [each.name, []]));
  for (const service of services) {
    if (service.external) continue;
    const list = members.get(service.namespace) ?? [];
    list.push(service);
    members.set(service.namespace, list);
  }
  return [...members]
    .map(([name, list]) => rowFrom(name, facts.get(name)?.dataplane ?? "unknown", list))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function rowFrom(
  name: string,
  dataplane: NamespaceRow["dataplane"],
  services: readonly ServiceRow[],
): NamespaceRow {
  const measured = services.filter((each) => each.signals.requestsPerSecond !== undefined);
  const requests = measured.reduce((sum, each) => sum + (each.signals.requestsPerSecond ?? 0), 0);
  const errors = measured.reduce(
    (sum, each) => sum + (each.signals.requestsPerSecond ?? 0) * (each.signals.errorRatio ?? 0),
    0,
  );
  const latency = greatest(services.map((each) => each.signals.latencyMsP99));
  const saturation = greatest(services.map((each) => each.signals.saturationRatio));
  return {
    name,
    dataplane,
    serviceCount: services.length,
    ...(measured.length === 0 ? {} : { requestsPerSecond: requests }),
    ...(requests > 0 ? { errorRatio: errors / requests } : {}),
    ...(latency === undefined ? {} : { latencyMsP99Worst: latency }),
    ...(saturation === undefined ? {} : { saturationRatioWorst: saturation }),
    health: worstHealth(services.map((each) => each.health)),
    requestsSpark: sumSparks(services.map((each) => each.requestsSpark)),
  };
}

function greatest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Adds lines of one grid; a point is null only where every line has none. */
export function sumSparks(lines: readonly (readonly (number | null)[])[]): readonly (number | null)[] {
  const length = Math.max(0, ...lines.map((line) => line.length));
  return Array.from({ length }, (_, index) => {
    let sum: number | null = null;
    for (const line of lines) {
      const value = line[index] ?? null;
      if (value !== null) sum = (sum ?? 0) + value;
    }
    return sum;
  });
}
