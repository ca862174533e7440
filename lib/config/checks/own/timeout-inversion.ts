import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest } from "@/lib/config/manifest";
import { formatDurationUs } from "@/lib/format/duration";
import { callGraph, shortHost, type CallGraph } from "./call-graph";
import { keys, routeName } from "./mesh-kinds";
import { fieldRepair, specDuration } from "./repair";
import { routeLimits, type RouteLimit } from "./route-limits";

type Wait = { readonly waitMs: number; readonly path: readonly string[]; readonly limit: RouteLimit };
type Limits = ReadonlyMap<string, readonly RouteLimit[]>;

/** The longest that a call to `host` may take by configuration: its own routes' limit, else what it calls in turn. */
function longestWaits(graph: CallGraph, limits: Limits): (host: string) => Wait | undefined {
  const known = new Map<string, Wait | undefined>();
  const find = (host: string): Wait | undefined => {
    if (known.has(host)) return known.get(host);
    // Stands while its callees are looked at, so that a circle of calls ends.
    known.set(host, undefined);
    const wait = ownWait(host, limits.get(host) ?? []) ?? behind(host);
    known.set(host, wait);
    return wait;
  };
  const behind = (host: string): Wait | undefined => {
    const waits = [...(graph.callees.get(host)?.keys() ?? [])].flatMap((callee) => find(callee) ?? []);
    const worst = longest(waits);
    return worst === undefined ? undefined : { ...worst, path: [host, ...worst.path] };
  };
  return find;
}

/** One route without a limit leaves the host open, and what lies behind it decides. */
function ownWait(host: string, routes: readonly RouteLimit[]): Wait | undefined {
  const bounded = routes.flatMap((limit) =>
    limit.waitMs === undefined ? [] : [{ waitMs: limit.waitMs, limit, path: [host] }],
  );
  return bounded.length === routes.length ? longest(bounded) : undefined;
}

const longest = (waits: readonly Wait[]): Wait | undefined =>
  waits.reduce<Wait | undefined>(
    (best, one) => (best === undefined || one.waitMs > best.waitMs ? one : best),
    undefined,
  );

const text = (ms: number) => formatDurationUs(ms * 1000);

/** HD0003: callers of a service give up before the service gives up on what it calls itself. */
export const timeoutInversion: Rule = {
  codes: ["HD0003"],
  reads: [keys.virtualService, keys.service, keys.pod, keys.serviceEntry],
  facts: ["calls"],
  check: ({ objects, facts }) => {
    if (facts.calls === undefined) return [];
    const graph = callGraph(objects, facts.calls);
    const limits = routeLimits(objects);
    const longestWait = longestWaits(graph, limits);
    return [...limits].flatMap(([host, routes]) =>
      routes.flatMap((limit) =>
        [...(graph.callees.get(host) ?? [])].flatMap(([callee, rate]) => {
          const wait = longestWait(callee);
          if (limit.timeoutMs === undefined || wait === undefined || wait.path.includes(host)) return [];
          if (wait.waitMs <= limit.timeoutMs) return [];
          return [inverted(host, limit, { ...wait, rate }, limit.timeoutMs)];
        }),
      ),
    );
  },
  fix: (finding, { objects }) => {
    const waitMs = Number(finding.params["waitMs"]);
    return Number.isFinite(waitMs) && waitMs > 0
      ? fieldRepair(objects, finding, finding.path, specDuration(Math.ceil(waitMs)))
      : undefined;
  },
};

function inverted(
  host: string,
  limit: RouteLimit,
  wait: Wait & { readonly rate: number },
  timeoutMs: number,
): Finding {
  const [service, callee] = [shortHost(host), shortHost(wait.path.at(-1) ?? "")];
  const slow = wait.limit.at;
  return {
    ...findingOn(limit.at.virtual.manifest, {
      code: "HD0003",
      severity: "warning",
      path: `${limit.at.path}.timeout`,
      message: `Callers of ${service} wait ${text(timeoutMs)}, while it may wait ${text(wait.waitMs)} for ${callee}`,
      params: {
        service,
        timeout: text(timeoutMs),
        callee,
        wait: text(wait.waitMs),
        waitMs: `${wait.waitMs}`,
      },
    }),
    evidence: [
      { kind: "fact", label: "path", value: [host, ...wait.path].map(shortHost).join(" → ") },
      { kind: "fact", label: "requestsPerSecond", value: wait.rate.toFixed(2) },
      { kind: "fact", label: "route", value: routeName(slow) },
      { kind: "object", object: refFromManifest(slow.virtual.manifest), path: slow.path },
    ],
    isFixable: true,
  };
}
