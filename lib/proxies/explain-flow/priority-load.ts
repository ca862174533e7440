/** How many hosts of one priority can be used. */
export type LevelHealth = { readonly hosts: number; readonly healthy: number; readonly degraded: number };

/** What one priority gets of the requests, 0 to 100, and from which of its hosts. */
export type LevelLoad = { readonly percent: number; readonly from: "healthy" | "degraded" | "all" };

/**
 * The load of each priority, healthy hosts before degraded ones. Too few usable hosts in a level mean panic: all of its
 * hosts are picked. Source: Envoy's LoadBalancerBase::recalculatePerPriorityState.
 */
export function priorityLoads(
  levels: readonly LevelHealth[],
  policy: { readonly overprovisioningPercent: number; readonly panicPercent: number },
): readonly (readonly LevelLoad[])[] {
  const scaled = (part: number, whole: number) =>
    whole === 0 ? 0 : Math.min(100, Math.floor((policy.overprovisioningPercent * part) / whole));
  const healthy = levels.map((level) => scaled(level.healthy, level.hosts));
  const degraded = levels.map((level) => scaled(level.degraded, level.hosts));
  const total = Math.min(
    100,
    [...healthy, ...degraded].reduce((sum, each) => sum + each, 0),
  );
  const isPanic = (level: LevelHealth) =>
    total < 100 &&
    level.hosts > 0 &&
    (100 * (level.healthy + level.degraded)) / level.hosts < policy.panicPercent;
  const filled = levels.filter(({ hosts }) => hosts > 0);
  if (filled.length > 0 && filled.every(isPanic)) {
    const all = filled.reduce((sum, { hosts }) => sum + hosts, 0);
    return levels.map(({ hosts }) =>
      hosts === 0 ? [] : [{ percent: (100 * hosts) / all, from: "all" as const }],
    );
  }
  if (total === 0) return levels.map(() => []);
  let left = 100;
  const take = (health: number) => {
    const percent = Math.min(left, Math.round((100 * health) / total));
    left -= percent;
    return percent;
  };
  const ofHealthy = healthy.map(take);
  const ofDegraded = degraded.map(take);
  return levels.map((level, index) => {
    const percent = (ofHealthy[index] ?? 0) + (ofDegraded[index] ?? 0);
    if (isPanic(level)) return [{ percent, from: "all" as const }];
    return [
      { percent: ofHealthy[index] ?? 0, from: "healthy" as const },
      { percent: ofDegraded[index] ?? 0, from: "degraded" as const },
    ].filter((load) => load.percent > 0);
  });
}
