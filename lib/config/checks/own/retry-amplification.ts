import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest } from "@/lib/config/manifest";
import { callGraph, shortHost, type CallGraph } from "./call-graph";
import { keys } from "./mesh-kinds";
import { routeLimits, type RouteLimit } from "./route-limits";

/** One request may arrive this often before it is worth a word, and before it is a storm in waiting. */
const warnFactor = 6;
const errorFactor = 27;

type Hop = { readonly host: string; readonly limit?: RouteLimit };
type Amplified = { readonly factor: number; readonly hops: readonly Hop[] };

/** The most tries on any chain of measured calls that ends at a host, its own route's included. */
function amplifications(
  graph: CallGraph,
  limits: ReadonlyMap<string, readonly RouteLimit[]>,
): (host: string) => Amplified {
  const known = new Map<string, Amplified>();
  const find = (host: string): Amplified => {
    const found = known.get(host);
    if (found !== undefined) return found;
    const most = (limits.get(host) ?? []).reduce<RouteLimit | undefined>(
      (best, one) => (best === undefined || one.tries > best.tries ? one : best),
      undefined,
    );
    const own: Hop = { host, ...(most === undefined || most.tries === 1 ? {} : { limit: most }) };
    // Stands while its callers are looked at, so that a circle of calls ends.
    known.set(host, { factor: most?.tries ?? 1, hops: [own] });
    const worst = [...(graph.callers.get(host)?.keys() ?? [])]
      .map(find)
      .reduce<Amplified>((best, one) => (one.factor > best.factor ? one : best), { factor: 1, hops: [] });
    const whole = { factor: worst.factor * (most?.tries ?? 1), hops: [...worst.hops, own] };
    known.set(host, whole);
    return whole;
  };
  return find;
}

/**
 * HD0004: retries on errors multiply along a chain of real calls. Only routes that repeat failed answers count: Istio's
 * own two retries are for connections that never reached the service.
 */
export const retryAmplification: Rule = {
  codes: ["HD0004"],
  reads: [keys.virtualService, keys.service, keys.pod, keys.serviceEntry],
  facts: ["calls"],
  check: ({ objects, facts }) => {
    if (facts.calls === undefined) return [];
    const graph = callGraph(objects, facts.calls);
    const amplified = amplifications(graph, routeLimits(objects));
    const called = [...graph.callers.keys()];
    return called.flatMap((host) => {
      const { factor, hops } = amplified(host);
      const last = hops.at(-1)?.limit;
      return last === undefined || factor < warnFactor ? [] : [finding(host, factor, hops, last)];
    });
  },
};

function finding(host: string, factor: number, hops: readonly Hop[], last: RouteLimit): Finding {
  const retrying = hops.flatMap(({ host: one, limit }) => (limit === undefined ? [] : [{ one, limit }]));
  return {
    ...findingOn(last.at.virtual.manifest, {
      code: "HD0004",
      severity: factor >= errorFactor ? "error" : "warning",
      path: `${last.at.path}.retries`,
      message: `One request may reach ${shortHost(host)} ${factor} times when it fails`,
      params: { service: shortHost(host), factor: `${factor}` },
    }),
    evidence: [
      { kind: "fact", label: "path", value: hops.map(({ host: one }) => shortHost(one)).join(" → ") },
      {
        kind: "fact",
        label: "tries",
        value: retrying.map(({ one, limit }) => `${shortHost(one)} ${limit.tries}`).join(" × "),
      },
      ...retrying
        .filter(({ limit }) => limit !== last)
        .map(({ limit }) => ({
          kind: "object" as const,
          object: refFromManifest(limit.at.virtual.manifest),
          path: `${limit.at.path}.retries`,
        })),
    ],
  };
}
