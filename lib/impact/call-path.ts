import type { CallChain } from "./call-chains";
import type { HopPolicy, Inversion, PathEffect, PathHop } from "./model";
import type { SampledCall } from "./request-samples";
import { serviceRegistry } from "@/lib/xds/service-registry";
import { untouchedHost, workloadOfView, type RoutingView, type Side } from "./routing-view";
import { candidatesOf, takenRoute } from "./sample-match";

const mostPaths = 40;

/**
 * Worst cases along a chain of calls: how many requests one can become, and where somebody waits for longer than
 * whoever asked. Undefined for a chain that the change does not touch.
 */
export function pathEffectOf(view: RoutingView, chain: CallChain): PathEffect | undefined {
  return chain.calls.some((call) => isTouched(view, call)) ? pathEffect(view, chain) : undefined;
}

/** New inversions first, then the biggest amplification; so many as one reads. */
export function worstPaths(paths: readonly PathEffect[]): readonly PathEffect[] {
  return paths
    .toSorted(
      (a, b) =>
        rank(b) - rank(a) ||
        b.triesAfter - a.triesAfter ||
        b.hops.length - a.hops.length ||
        (b.samples ?? 0) - (a.samples ?? 0),
    )
    .slice(0, mostPaths);
}

function rank({ inversions, triesAfter, triesBefore }: PathEffect): number {
  const isNew = inversions.some(({ state }) => state === "new") ? 4 : 0;
  const amplified = triesAfter > triesBefore ? 2 : 0;
  return isNew + amplified + (inversions.length > 0 ? 1 : 0);
}

function isTouched(view: RoutingView, call: SampledCall): boolean {
  const of = classOf(view, call);
  if (of === undefined) return false;
  return (["before", "after"] as const).some((side) =>
    view.isTouched(view.virtualHost(side, of, call.port, call.host)),
  );
}

function classOf(view: RoutingView, call: SampledCall) {
  const workload = workloadOfView(view, call.source);
  return workload && view.classOf(workload);
}

function pathEffect(view: RoutingView, chain: CallChain): PathEffect {
  const hops = chain.calls.map((call): PathHop => {
    const [before, after] = [hopPolicy(view, "before", call), hopPolicy(view, "after", call)];
    const isMeasured = chain.samples === undefined;
    return {
      source: call.source,
      host: call.host,
      port: call.port,
      ...(isMeasured ? {} : { method: call.method, path: call.path }),
      before,
      after,
      isChanged: JSON.stringify(before) !== JSON.stringify(after),
    };
  });
  return {
    hops,
    triesBefore: worstTries(hops.map(({ before }) => before)),
    triesAfter: worstTries(hops.map(({ after }) => after)),
    inversions: compareInversions(
      inversionsOf(hops.map(({ before }) => before)),
      inversionsOf(hops.map(({ after }) => after)),
    ),
    ...(chain.samples === undefined ? {} : { samples: chain.samples }),
  };
}

const oneTry: HopPolicy = { tries: 1 };

/** Limits of the route that a call takes, its unknown headers taken as absent. */
function hopPolicy(view: RoutingView, side: Side, call: SampledCall): HopPolicy {
  const of = classOf(view, call);
  const host =
    of &&
    (view.virtualHost(side, of, call.port, call.host) ??
      (isTouched(view, call) ? undefined : untouchedHost(view, of, call.port, fullHost(view, call))));
  const route = host && takenRoute(candidatesOf(host, call), new Set());
  if (route === undefined || route.action.kind !== "forward") return oneTry;
  const { timeoutMs, retries } = route;
  return policyOf({
    timeoutMs,
    attempts: retries?.attempts ?? 0,
    perTryTimeoutMs: retries?.perTryTimeoutMs,
    retryOn: retries?.retryOn,
  });
}

/** `cart.shop` and `cart` are short for a service's host; other names stay. */
function fullHost({ mesh }: RoutingView, { host, source }: SampledCall): string {
  const registry = serviceRegistry(mesh.before);
  if (registry.has(host)) return host;
  const [name = "", namespace = source.namespace] = host.split(".");
  const full = `${name}.${namespace}.svc.cluster.local`;
  return registry.has(full) ? full : host;
}

/** The worst case of one hop. A per-try limit ends the whole only together with the number of tries. */
export function policyOf(route: {
  readonly timeoutMs?: number | undefined;
  readonly attempts: number;
  readonly perTryTimeoutMs?: number | undefined;
  readonly retryOn?: string | undefined;
}): HopPolicy {
  const { timeoutMs, perTryTimeoutMs, retryOn, attempts } = route;
  const tries = attempts + 1;
  const allTries = perTryTimeoutMs === undefined ? undefined : perTryTimeoutMs * tries;
  const limits = [timeoutMs, allTries].filter((limit) => limit !== undefined);
  return {
    tries,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(perTryTimeoutMs === undefined ? {} : { perTryTimeoutMs }),
    ...(retryOn === undefined ? {} : { retryOn }),
    ...(limits.length === 0 ? {} : { waitMs: Math.min(...limits) }),
  };
}

/** How many requests one at the start can become at the end: the product of the tries of all hops. */
export function worstTries(hops: readonly HopPolicy[]): number {
  return hops.reduce((product, { tries }) => product * tries, 1);
}

/**
 * Where a hop may take longer than a hop above waits for one try of it, and where a hop's timeout ends before its tries
 * do. Hops without any limit are no inversion: nothing says that they take long.
 */
export function inversionsOf(hops: readonly HopPolicy[]): readonly Omit<Inversion, "state">[] {
  const found: Omit<Inversion, "state">[] = [];
  let patience: { ms: number; hop: number } | undefined;
  for (const [hop, policy] of hops.entries()) {
    const { waitMs, timeoutMs, perTryTimeoutMs, tries } = policy;
    if (waitMs !== undefined && patience !== undefined && waitMs > patience.ms)
      found.push({
        hop,
        limitHop: patience.hop,
        kind: "callee_outlasts_caller",
        limitMs: patience.ms,
        waitMs,
      });
    if (timeoutMs !== undefined && perTryTimeoutMs !== undefined && perTryTimeoutMs * tries > timeoutMs)
      found.push({
        hop,
        limitHop: hop,
        kind: "tries_cut_short",
        limitMs: timeoutMs,
        waitMs: perTryTimeoutMs * tries,
      });
    const own = [timeoutMs, perTryTimeoutMs].filter((limit) => limit !== undefined);
    const ms = own.length === 0 ? undefined : Math.min(...own);
    if (ms !== undefined && (patience === undefined || ms < patience.ms)) patience = { ms, hop };
  }
  return found;
}

function compareInversions(
  before: readonly Omit<Inversion, "state">[],
  after: readonly Omit<Inversion, "state">[],
): readonly Inversion[] {
  const key = ({ hop, kind }: Omit<Inversion, "state">): string => `${kind} ${hop}`;
  const old = new Set(before.map(key));
  const now = new Set(after.map(key));
  return [
    ...after.map((one): Inversion => ({ ...one, state: old.has(key(one)) ? "stays" : "new" })),
    ...before.filter((one) => !now.has(key(one))).map((one): Inversion => ({ ...one, state: "goes" })),
  ];
}
